"""The signs of Japanese and Chinese, of which a language here has one row."""

from __future__ import annotations

from annotator.text.languages.language import Language
from annotator.text.languages.shared import EAST_ASIAN, by_word

# fmt: off
_COUNTERS = r"(?=[人名件台本枚個回社戸棟票頭匹歳カか箇ヶ年月日時分秒週円元ドユキメト倍割度％%个位次家岁天])"

JAPANESE = Language(
    code="ja",
    spaces=False,
    few=(),
    decimal=".",
    values=EAST_ASIAN,
    denominators={"半分": 2, "半数": 2, "一半": 2},
    spelled=rf"(?:(?:数[十百千万億兆]{{1,4}}|[一二三四五六七八九]?[十百千万億兆][〇一二三四五六七八九十百千万億兆]{{,12}}){_COUNTERS}|[二三四五六七八九](?=(?:人|件|台|社|か所|カ所|か月|カ月|年間|日間|時間|週間)))",
    fraction=r"(?:\d{1,6}|[二三四五六七八九十]{1,6})分の(?:\d{1,6}|[一二三四五六七八九]{1,6})|半分|半数|一半",
    ordinals=r"第(?:\d+|[二三四五六七八九十百]+)",
    signs=by_word({
        "about": "~|≈|±|約|およそ|おおよそ|ほぼ|大约|大約|约", "nearly": "近|将近", "fewer than": "<", "more than": ">|超过", "at most": "≤|最大|最大で",
        "at least": "≥|少なくとも|最低|少なくとも約|至少", "minus": "マイナス",
    }),
    trailing=by_word({"at least": "以上", "at most": "以下", "fewer than": "未満", "just over": "あまり|余り|余"}),
    range_words=("から", "至", "到"),
    time_units=by_word({
        "h": "時間|小时", "min": "分間|分|分钟", "s": "秒|秒間", "d": "日間|天", "week": "週間|周", "month": "か月|カ月|ヶ月|か月間|个月", "a": "年間",
    }),
    measures=by_word({
        "km": "キロ|キロメートル|公里", "m": "メートル|米", "cm": "センチ|センチメートル", "mm": "ミリ|ミリメートル", "m²": "平方メートル", "km²": "平方キロメートル",
        "ha": "ヘクタール|公顷", "t": "トン|吨", "kg": "キログラム|公斤", "g": "グラム", "l": "リットル", "°": "度", "×": "倍", "W": "ワット", "kW": "キロワット",
    }),
    percent=by_word({"%": "パーセント|％", "point": "ポイント", "割": "割", "pp": "个百分点|百分点"}),
    currencies=by_word({
        "JPY": "円|日元", "$": "ドル", "USD": "米ドル|美元", "EUR": "ユーロ|欧元", "CNY": "元|人民元", "pound": "ポンド", "KRW": "ウォン",
    }),
    not_quantities=(
        r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年(?:度)?(?!間)|(?<!\d)\d{1,2}日(?!間)|\d{2,4}年代|(?:令和|平成|昭和)\d+年",
        r"(?:午前|午後|上午|下午)?\d{1,2}(?:時(?!間)|点)(?:\d{1,2}分|半)?|\d{1,2}:\d\d",
        r"\d+世紀|\d+世纪",
    ),
    negations=(
        "ません", "ない", "なかっ", "不", "没", "無", "非", "未",
    ),
)
