"""Advertisements are told from news: what sells is proposed, what reports is not. All texts are invented."""

from __future__ import annotations

import pytest

from annotator.suggest.ads import ads, sells

SELLING = [
    "Glimmo bike lamps — seen from every side. Buy now.",
    "Save 20% on a year of Quay Courier Extra.",
    "HillFoot sandals: feel lighter.",
    "Kettlo – Tea for quiet mornings.",
    "Order now and save 20%.",
    "Subscribe to Quay Courier Extra for just €4.99 a month.",
    "Shop the winter range at harbourwear.example.",
    "Sign up for our daily newsletter and never miss a story.",
    "Try Nubo free for 30 days. Cancel any time.",
    "Sponsored: Lumo lamps light up your evenings.",
    "Buy one, get one free on all Brissa sunscreens this weekend only!",
    "Planning a holiday? Book your stay with Casa Volta today and get 15% off.",
    "SleepWell+ – Wake up new.",
    "Feel the difference: Aurelo mattresses, now from only £299.",
    "Use code FERRY10 at checkout for free delivery.",
    "Nordbank Gold – The card that travels with you.",
    "Download our app for free breaking news alerts.",
    "Limited time offer: two Pello pans for $49. Free shipping.",
    "Advertisement: Visit the new Marlo showroom in Port Street today!",
    "Velto e-bikes — ride further, pay less. Shop now.",
    "Hungry? Order PizzaPronto tonight and get your second pizza half price.",
    "VoltPack power banks - Never run empty again.",
]
REPORTING = [
    "Related: Ferry timetable changes",
    "Read more: Ferry timetable changes",
    "Glimmo sold fewer lamps this spring.",
    "The shop gave 20% off to pensioners last week.",
    "Source(s): Harbour Office; Daily Post",
    "By Ana Ruiz – Reporter",
    "BERLIN – The council voted on Monday.",
    "3 March – The bridge closes.",
    "Ana Ruiz – mayor of Port Elva.",
    "The result: chaos.",
    "One thing is certain: more rain.",
    "Ferry talks – what we know so far",
    "Get ready for storm, forecasters warn",
    "Save the whales, say activists",
    "Call police if you see the missing boy.",
    "“Order now,” the clerk shouted.",
    "Fuel prices fell 20% off their peak.",
    "The court order was signed on Monday.",
    "Order was restored by night.",
    "Shop owners said trade was slow.",
    "Subscribe numbers fell.",
    "Try as they might, the divers found nothing.",
    "Visit the exhibition until 12 May.",
    "The museum is free on Sundays, and your ticket is valid all day.",
    "The company offers free delivery to its 300 customers.",
    "A deal – finally.",
    "Ruiz – who leads the party – declined to comment.",
    "Join talks on Friday, Quist urges ministers",
    "Tickets cost €12 and are available online.",
    "The app, available at no cost, was downloaded 3 million times.",
    "Ferry service – Suspended until further notice.",
    "What you need to know about your new tax bill.",
    "Ministers promise families up to €300 off your energy bill",
    "Book sales rose 4% as the discount season began.",
    "Photo: Ana Ruiz / Harbour Press",
    "Timeline – How the strike unfolded.",
    "Donald Veer – Acting harbour master.",
    "The budget: a balancing act.",
    "We must act now, she said.",
    "Stay indoors and keep your windows shut, the fire service told residents.",
    "Keep your windows shut, residents are told.",
    "Wear a mask on your way to work.",
]


@pytest.mark.parametrize("paragraph", SELLING)
def test_what_sells_is_proposed(paragraph: str) -> None:
    assert ads(paragraph, 0, len(paragraph)) == [(0, len(paragraph))]


@pytest.mark.parametrize("paragraph", REPORTING)
def test_what_reports_is_not_proposed(paragraph: str) -> None:
    assert ads(paragraph, 0, len(paragraph)) == []


def test_an_advertisement_comes_without_its_bullet_and_markup() -> None:
    text = "Rain fell.\n\n- **Order now and save 20%.**\n\nRain fell."
    assert [text[start:end] for start, end in ads(text, 0, len(text))] == ["Order now and save 20%."]
    assert ads(text, 0, 10) == []


def test_a_name_and_its_slogan_are_an_event_where_they_stand_in_a_list() -> None:
    assert sells("Kettlo – Tea for quiet mornings.")
    assert not sells("Kettlo – Tea for quiet mornings.", in_list=True)


def test_a_long_paragraph_is_a_story() -> None:
    assert ads("Order now and save 20%. " + "Rain fell. " * 60, 0, 800) == []
