"""Words that tell what a sentence does: reports, judges, speculates. What is learned of sentences looks at them.

They say nothing by themselves of what is a claim: how much each counts is learned from the annotator.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, eq=False)
class ClaimWords:
    """Patterns of words, in small letters, that tell what a sentence does: what is learned from are these, beside its other words."""

    reports: tuple[str, ...] = ()
    """Verbs of saying, thinking and deciding, beyond `Language.said`."""
    speculates: tuple[str, ...] = ()
    would: tuple[str, ...] = ()
    will: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    """Praise, blame, weight."""
    interprets: tuple[str, ...] = ()
    """Verbs with which a writer says what something means."""
    vague: tuple[str, ...] = ()
    """Moods and matters that nobody can look up."""
    i: tuple[str, ...] = ()
    you: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    """Thanks, wishes, orders."""
    negates: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    """First words that turn or sum up: but, however, thus."""
    past: tuple[str, ...] = ()
    copula: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """Verbs of events and states of affairs."""
    elided: str = ""
    """A pattern of what may stand before a word, joined to it: l’, qu’."""


# fmt: off
_ENGLISH = ClaimWords(
    reports=(
        r"sa(?:y|id|ys|ying)", r"tells?", r"writes?", r"writing", r"noted?|notes|noting", r"stress(?:es|ed|ing)?", r"add(?:s|ed|ing)", r"announc\w+",
        r"report(?:s|ed|edly)?", r"claims?|claiming", r"warn(?:s|ed|ing)?", r"argu(?:e|es|ed|ing)", r"confirm(?:s|ed|ing)?", r"stat(?:es|ed|ing)",
        r"emphasi[sz]\w+", r"insist\w*", r"admit\w*", r"den(?:y|ies|ied)", r"reiterat\w+", r"acknowledg\w+", r"indicat(?:es?|ed|ing)", r"believes?d?",
        r"expects?|expected", r"hopes?|hoped", r"accus\w+", r"agree(?:s|d)?", r"call(?:s|ed|ing) (?:it|for|the|him|her|them)", r"quip\w+",
        r"point(?:s|ed) out", r"as .{3,40} (?:put|noted) it", r"according", r"estimat\w+", r"clarif\w+", r"vow\w*", r"promis\w+", r"recall\w*", r"explain\w*",
        r"describ\w+", r"prais\w+", r"thank(?:s|ed) the", r"welcom(?:es|ed)", r"remark\w+", r"suggest(?:s|ed)", r"caution(?:s|ed)?", r"want(?:s|ed)",
    ),
    speculates=(
        "may", "might", "could", "likely", "unlikely", "possibl[ey]", "perhaps", "probably", "seems?", "appears?", "apparently",
        "presumably", "maybe", "remains to be seen", "potentially", "if only", "whether", "arguably", "surely",
    ),
    would=("would", r"\w+['’]d"),
    will=("will", r"\w+['’]ll", "going to", "plans? to", "set to", "due to", "scheduled"),
    must=("must", "should", "ought", "needs? to", "ha(?:s|ve) to", "necessary", "essential", "needs?"),
    judges=(
        "important", "historic", "crucial", "vital", "powerful", "fragile", "welcome", "significant", "remarkabl[ey]", "great", "rare",
        "key", "strong", "weak", "deep(?:ly)?", "sad(?:ly)?", "tragic", "brutal", "grim", "beautiful", "best", "worst", "better", "worse", "good", "bad",
        "hard", "easy", "easily", "wonderful", "terribl[ey]", "impressive", "extraordinary", "stunning", "bold", "brave", "cautious", "hopeful", "wary",
        "difficult", "daunting", "challenging", "encouraging", "disappointing", "worth", "proud", "happy", "excellent", "perfect", "fair", "unfair", "wise",
        "clear(?:ly)?", "obvious(?:ly)?", "of course", "fortunately", "unfortunately", "simply", "truly", "really", "quite", "merely", "only", "even",
        "mixed", "emotional(?:ly)?", "meaningful", "memorable", "fitting", "interesting", "curious", "strange(?:ly)?", "careful(?:ly)?", "complex",
        "volatile", "delicate", "major", "real", "true", "like a", "as if", "the kind of", "the sort of", "nothing", "everything", "never", "always",
    ),
    interprets=(
        r"underscor\w+", r"underlin\w+", r"highlight\w*", "reflect(?:s|ed|ing)?", "show(?:s|n|ing)?", r"demonstrat\w+", r"symboli[sz]\w+", "signal(?:s|ed|ing)?",
        "mean(?:s|t)?", "remind(?:s|ed|er)?", "prov(?:es|ed)", "represent(?:s|ed)?", "suggest(?:s|ing)?", "speaks? to", r"illustrat\w+", "matters?", r"deserv\w+",
        "ties? into", "capture[sd]?", "mirror(?:s|ed)?", r"emerg\w+", "serv(?:e|es|ed) as",
    ),
    vague=(
        "hopes?", "mood", "spirit", "caution", "tensions?", "pitfalls?", "promise", "challenges?", "legacy", "meaning", "values?", "stakes", "question", "lessons?",
        "future", "moment", "sense", "feeling", "imagination", "wonder", "memory", "dream", "milestone", "symbol", "peace", "progress", "way",
    ),
    i=("i", "we", "me", "us", "my", "our", "mine", "ours"),
    you=("you", "your", "yours", "yourself"),
    wishes=("thank you", "thanks", r"congratulat\w+", "let['’]?s", "let us", "please", "wish", "may (?:he|she|they|you)", "welcome to", "long live"),
    negates=("not", "no", r"\w+n['’]t", "never", "nobody", "none", "neither", "nor", "without"),
    turns=(
        "but", "and", "yet", "still", "however", "thus", "indeed", "nevertheless", "instead", "overall", "in summary", "in short", "after all", "so",
        "perhaps", "maybe", "even", "that", "this", "it", "these", "those",
    ),
    past=(
        "was", "were", "had", "did", r"\w{2,}ed", "began", "became", "came", "went", "took", "gave", "made", "held", "led", "said", "told", "wrote", "saw", "met",
        "won", "lost", "sold", "built", "brought", "bought", "left", "found", "fell", "rose", "grew", "kept", "stood", "sent", "spent", "set", "put", "cut", "hit", "ran", "flew",
    ),
    copula=("is", "are", "am", r"\w+['’]s", r"\w+['’]re", "remains?", "remained", "has been", "have been", "be", "being", "becomes?"),
    states=(
        r"includ\w+", "cost(?:s|ing)?", "open(?:s|ed)", "clos(?:es|ed)", "killed", "injured", "died", "arrested", "released", "signed", "voted", "launched", "landed",
        "built", "paid", "pays?", "lives?", "works?", "holds?", "has", "have", "contains?", "began", "begins?", "ended", "ends", "started", "starts?", "rose", "fell",
        r"increas\w+", r"decreas\w+", "bans?|banned", r"requir\w+", r"allow\w*", "won", "lost",
    ),
)
_GERMAN = ClaimWords(
    reports=(
        r"sag(?:te?|ten|en)", "gesagt", r"schreib(?:t|en)", r"schrieb(?:en)?", r"erklär\w*", r"betont?\w*", r"mein(?:te?|ten|en)", r"berichte\w*", r"meldet?\w*",
        r"(?:an)?gekündigt", r"kündigt\w*", r"warnt?\w*", "gewarnt", r"behaupte\w*", r"bestätigt?\w*", r"fordert?\w*", "gefordert", r"kritisier\w+",
        r"bekräftig\w+", r"versicher\w+", r"räum(?:t|te|ten)", r"bestreit\w*", r"bestritt\w*", r"dementier\w+", r"glaub(?:t|te|ten|en)", r"hoff(?:t|te|ten|en)",
        r"erwart(?:et|ete|eten|en)", r"rechne(?:t|te|ten|n) mit", r"schätz(?:t|te|ten|en|ungsweise)", r"versprach(?:en)?", r"verspricht", r"wirft", r"warf(?:en)?",
        "laut", "zufolge", "nach angaben", "heißt es", "hieß es", "teilte mit", r"will", "wollen", "wollte[n]?", r"lob(?:t|te|ten)", r"begrüß(?:t|te|ten)",
    ),
    speculates=(
        "vielleicht", "möglicherweise", "womöglich", "wohl", "vermutlich", "wahrscheinlich", "könnte[n]?", "dürfte[n]?", "mag", "mögen", r"schein(?:t|en|bar)",
        "anscheinend", "offenbar", "ob", "eventuell", "unklar", "sicherlich", "bleibt abzuwarten",
    ),
    would=("würde[n]?", "wäre[n]?", "hätte[n]?"),
    will=("wird", "werden", "soll", "sollen", r"plan(?:t|en)", "geplant"),
    must=("muss", "müssen", "musste[n]?", "sollte[n]?", "nötig", "notwendig", "unerlässlich", r"brauch(?:t|en)"),
    judges=(
        r"wichtig\w*", r"historisch\w*", r"entscheidend\w*", r"bemerkenswert\w*", r"groß(?:artig)\w*", r"stark\w*", r"schwach\w*", r"traurig\w*", r"tragisch\w*",
        r"schön\w*", r"best\w{1,2}", r"schlimm\w*", r"schlecht\w*", r"gut(?:e|er|es|en|em)?", r"besser\w*", r"schwer(?:e|er|es|en|em)?", r"leicht\w*", r"wunderbar\w*",
        r"schrecklich\w*", r"beeindruckend\w*", r"außergewöhnlich\w*", r"mutig\w*", r"vorsichtig\w*", r"schwierig\w*", r"enttäuschend\w*", r"ermutigend\w*", "wert",
        r"fair\w*", r"klug\w*", r"klar\w*", "natürlich", "leider", "zum glück", "einfach", "wirklich", "ziemlich", "bloß", "nur", "sogar", r"seltsam\w*",
        r"merkwürdig\w*", r"komplex\w*", r"wahr\w*", r"echt\w*", "als ob", "wie ein", "nichts", "alles", "nie", "immer", r"selten\w*", r"zerbrechlich\w*",
    ),
    interprets=(
        r"unterstreich\w+", r"unterstrich\w*", r"zeig(?:t|te|ten|en)", r"spiegel\w*", r"bedeute\w*", r"symbolisier\w+", r"beweis(?:t|en)", r"erinner(?:t|te|n)",
        r"verdeutlich\w+", r"steht für", r"verdien(?:t|en)", "gilt als", r"belegt",
    ),
    vague=(
        "hoffnung", "hoffnungen", "stimmung", "geist", "spannung", "spannungen", "herausforderung", "herausforderungen", "erbe", "bedeutung", "werte", "frage",
        "zukunft", "moment", "augenblick", "sinn", "gefühl", "staunen", "erinnerung", "traum", "meilenstein", "symbol", "frieden", "fortschritt", "weg", "vermächtnis",
    ),
    i=("ich", "wir", "mich", "uns", "mir", r"mein(?:e[nmrs]?)?", r"unser(?:e[nmrs]?)?"),
    you=("du", "dich", "dir", r"dein(?:e[nmrs]?)?", "ihr", "euch", r"euer|eure[nmrs]?"),
    wishes=("danke", "vielen dank", "bitte", "glückwunsch", "glückwünsche", "lasst uns", "lass uns", "willkommen", "es lebe", "möge"),
    negates=("nicht", "nichts", r"kein(?:e[nmrs]?)?", "nie", "niemals", "niemand", "weder", "ohne"),
    turns=(
        "aber", "und", "doch", "dennoch", "trotzdem", "also", "so", "jedoch", "allerdings", "insgesamt", "kurz", "schließlich", "vielleicht", "sogar", "das", "dies", "es",
        "diese", "dieser",
    ),
    past=(
        "war", "waren", "hatte", "hatten", "wurde", "wurden", "kam", "kamen", "ging", "gingen", "nahm", "nahmen", "gab", "gaben", "machte", "machten", "hielt", "hielten",
        "führte", "führten", "begann", "begannen", "traf", "trafen", "gewann", "gewannen", "verlor", "verloren", "baute", "bauten", "fand", "fanden", "fiel", "fielen",
        "stieg", "stiegen", "sank", "sanken", "ließ", "ließen", "stand", "standen", "lag", "lagen", r"ge\w{2,}(?:t|en)", r"\w{3,}iert", r"\w{3,}te[n]?",
    ),
    copula=("ist", "sind", "bin", "bleibt", "bleiben", "blieb", "sein", "gewesen", "geworden"),
    states=(
        r"umfass\w+", r"koste\w*", r"öffne\w*", r"schließ(?:t|en)", "schloss", "getötet", "verletzt", "starb", "starben", "gestorben", "festgenommen", "freigelassen",
        "unterzeichnet", "abgestimmt", "hat", "haben", r"enthält", r"lebt|leben", r"arbeite(?:t|n)", r"verbiete\w*", "verboten", r"verlang\w+", r"erlaub\w+", r"sink(?:t|en)",
        r"steig(?:t|en)", r"endet?\w*", r"beginn(?:t|en)", r"zahl(?:t|te|ten|en)",
    ),
)
_FRENCH = ClaimWords(
    elided=r"(?:(?:[cdjlmnst]|qu)['’])?",
    reports=(
        r"di(?:t|sent|sait|rent)", r"déclar\w+", r"écri(?:t|vent|vait|vit)", r"affirm\w+", r"ajout(?:e|é|ait|a)", r"annonc\w+", r"explique\w*|expliqu[éa]\w*", r"précis(?:e|é|ait|a)",
        r"soulign\w+", r"indiqu\w+", r"rapport(?:e|é|ent|ait|a)", r"assur(?:e|é|ait|a|ent)", r"averti\w*", r"prévien\w*", "prévenu", r"confirm\w+", r"accus\w+", r"dénonc\w+",
        r"reconn\w+", r"ni(?:e|é|ent|ait|a)", r"estim(?:e|é|ait|a|ent)", r"croi(?:t|ent)", r"espèr\w+", r"espér\w+", r"promet\w*", "promis", r"demand(?:e|é|ait|a|ent)", r"veu(?:t|lent)",
        r"voul(?:ait|aient|u)", r"salu(?:e|é|ent|ait|a)", r"félicit\w+", "selon", "d['’]après", "aurait", "auraient", r"insist\w+", r"réclam\w+", r"juge(?:nt)?|jugé",
    ),
    speculates=(
        "peut-être", "sans doute", "probablement", "vraisemblablement", "pourrait", "pourraient", r"sembl(?:e|ent|ait)", "paraît", "apparemment", "éventuellement", "possible",
        "possibles", "probable", "probables", "improbable", "si", "reste à voir", "il se peut",
    ),
    would=("serait", "seraient", "ferait", r"\w{3,}rai(?:t|ent)"),
    will=("va", "vont", r"\w{3,}r(?:a|ont)", "prévoit", "prévoient", "prévu", "prévue", "prévus", "prévues"),
    must=("doit", "doivent", "devait", "devrait", "devraient", "faut", "fallait", "faudra", "nécessaire", "nécessaires", "indispensable", "essentiel", "essentielle"),
    judges=(
        r"important(?:e|s|es)?", r"historiques?", r"cruci(?:al|ale|aux|ales)", r"fragiles?", r"remarquables?", r"grand(?:e|s|es)?", r"rares?", r"forte?s?", r"faibles?", r"tristes?",
        r"tragiques?", r"brut(?:al|ale|aux|ales)", r"beau|belles?|beaux", r"meilleure?s?", r"pires?", "mieux", r"bonne?s?|bons?", r"mauvaise?s?", r"difficiles?", r"faciles?",
        r"merveilleu(?:x|se|ses)", r"terribles?", r"impressionnante?s?", r"extraordinaires?", r"courageu(?:x|se|ses)", r"prudente?s?", r"décevante?s?", r"encourageante?s?", r"justes?",
        r"claire?s?", "bien sûr", "évidemment", "heureusement", "malheureusement", "simplement", "vraiment", "assez", "seulement", "même", r"étranges?", r"complexes?", "vrai", "vraie",
        "comme si", "rien", "tout", "jamais", "toujours", "trop",
    ),
    interprets=(
        r"montr(?:e|ent|ait|é)", r"reflèt\w+", r"reflét\w+", r"illustr\w+", r"témoign\w+", r"signifi\w+", r"symbolis\w+", r"prouv\w+", r"rappell\w+", r"représent\w+", r"mérit\w+", r"incarn\w+",
        "met en lumière", "en dit long",
    ),
    vague=(
        r"espoirs?", "humeur", "esprit", "prudence", r"tensions?", r"défis?", "promesse", "héritage", "sens", r"valeurs?", r"enjeux?", "question", r"leçons?", "avenir", "moment", "sentiment",
        "mémoire", r"rêves?", "étape", "symbole", "paix", "progrès", "chemin", "voie",
    ),
    i=("je", "j['’].*", "nous", "moi", "me", "mon", "ma", "mes", "notre", "nos"),
    you=("vous", "votre", "vos", "tu", "toi", "ton", "ta", "tes"),
    wishes=("merci", "félicitations", "s['’]il vous plaît", "bienvenue", "vive", "bravo"),
    negates=("ne", "n['’].*", "pas", "jamais", "aucun", "aucune", "personne", "rien", "ni", "sans"),
    turns=("mais", "et", "or", "donc", "pourtant", "cependant", "toutefois", "ainsi", "bref", "enfin", "peut-être", "même", "ce", "cela", "ça", "c['’]\\w+", "ces", "cette"),
    past=(
        "était", "étaient", "avait", "avaient", "fut", "furent", "eut", "eurent", "fit", "prit", "vint", "mit", r"\w+[^\Wr](?:ait|aient)", r"\w{2,}(?:èrent|irent)", r"\w{3,}ée?s?", "été", "eu", "fait", "pris", "mis",
        "venu", "venue", "venus", "vendu", "vendus", "perdu", "perdus", "reçu", "tenu", "vu", "ouvert", "mort", "morts",
    ),
    copula=("est", "sont", "suis", "sommes", "êtes", "reste", "restent", "être", "devient", "deviennent", r"c['’]est", r"n['’]est"),
    states=(
        r"compren(?:d|nent)", r"coût\w+", r"ouvr(?:e|ent)", r"ferm\w+", r"tuée?s?", r"blessée?s?", "arrêté", "arrêtés", "libéré", "libérés", "signé", "voté", "lancé", "a", "ont", r"contien\w+",
        r"viv(?:ent|ait)|vit", r"travaill\w+", r"interdi\w+", r"exig\w+", r"permet\w*", r"augment\w+", r"baiss\w+", r"commenc\w+", r"termin\w+", r"pai(?:e|ent)|payé", r"gagn\w+",
    ),
)
_SPANISH = ClaimWords(
    reports=(
        r"di(?:ce|cen|jo|jeron|cho)", "decía", r"declar\w+", r"escrib(?:e|en|ió|ieron)", r"afirm\w+", r"añad\w+", r"anunci\w+", r"explic\w+", r"precis(?:a|ó|aron)", r"subray\w+", r"indic\w+",
        r"inform(?:a|ó|aron|an)", r"asegur\w+", r"advirti\w+", r"advierte\w*", r"confirm\w+", r"acus(?:a|ó|aron|an)", r"denunci\w+", r"reconoc\w+", r"neg(?:ó|aron)|nieg\w+", r"estim(?:a|ó|an|aron)",
        r"cre(?:e|en|ía)", r"esper(?:a|an|aba|ó)", r"promet\w+", r"prometió", r"pid(?:e|en|ió|ieron)", r"quier(?:e|en)", r"quer(?:ía|ían)", r"señal\w+", r"insist\w+", r"critic\w+", r"celebr(?:a|ó|an|aron)",
        "según", "de acuerdo con", r"sostien\w+", r"sostuvo", r"consider(?:a|ó|an|aron)", r"exig(?:e|en|ió)",
    ),
    speculates=(
        "quizá", "quizás", "tal vez", "acaso", "probablemente", "posiblemente", "podría", "podrían", "puede que", r"parec(?:e|en|ía)", "aparentemente", "posible", "posibles", "probable", "probables",
        "improbable", "si", "está por ver", "supuestamente",
    ),
    would=("sería", "serían", "habría", "habrían", r"\w{3,}rían?"),
    will=("va a", "van a", r"\w{2,}r(?:á|án)", "prevé", "prevén", "previsto", "prevista", r"plane(?:a|an)"),
    must=("debe", "deben", "debía", "debería", "deberían", "hay que", "tiene que", "tienen que", "necesario", "necesaria", "imprescindible", "esencial", r"necesit(?:a|an)"),
    judges=(
        r"importantes?", r"históric[oa]s?", r"crucial(?:es)?", r"vital(?:es)?", r"frágil(?:es)?", r"notables?", r"gran(?:de|des)?", r"rar[oa]s?", r"fuertes?", r"débil(?:es)?", r"tristes?", r"trágic[oa]s?",
        r"brutal(?:es)?", r"herm?os[oa]s?", r"mejor(?:es)?", r"peor(?:es)?", r"buen(?:o|a|os|as)?", r"mal(?:o|a|os|as)?", r"difícil(?:es)?", r"fácil(?:es)?", r"maravillos[oa]s?", r"terribles?",
        r"impresionantes?", r"extraordinari[oa]s?", r"valientes?", r"prudentes?", r"decepcionantes?", r"alentador(?:a|es)?", r"just[oa]s?", r"clar[oa]s?", "por supuesto", "por suerte", "por desgracia",
        "desgraciadamente", "simplemente", "realmente", "bastante", "solo", "sólo", "incluso", r"extrañ[oa]s?", r"complej[oa]s?", r"verdader[oa]s?", "como si", "nada", "todo", "nunca", "siempre", "demasiado",
    ),
    interprets=(
        r"muestr(?:a|an)", r"mostr(?:ó|aba)", r"reflej\w+", r"ilustr\w+", r"signific\w+", r"simboliz\w+", r"demuestr\w+", r"recuerd\w+", r"represent\w+", r"merec\w+", r"evidenci\w+", "pone de relieve",
    ),
    vague=(
        r"esperanzas?", "ánimo", "espíritu", "cautela", r"tensi(?:ón|ones)", r"desafíos?", r"retos?", "promesa", "legado", "sentido", r"valor(?:es)?", "cuestión", r"lecci(?:ón|ones)", "futuro", "momento",
        "sentimiento", "memoria", r"sueños?", "hito", "símbolo", "paz", "progreso", "camino",
    ),
    i=("yo", "nosotros", "nosotras", "me", "nos", "mi", "mis", r"nuestr[oa]s?", "creo", "creemos"),
    you=("tú", "usted", "ustedes", "te", "tu", "tus", "os", r"vuestr[oa]s?", "vosotros"),
    wishes=("gracias", "felicidades", "enhorabuena", "por favor", "ojalá", "viva", "bienvenidos"),
    negates=("no", "nunca", "jamás", "ningún", "ninguna", "ninguno", "nadie", "nada", "ni", "sin"),
    turns=("pero", "y", "sin embargo", "así", "pues", "no obstante", "aun así", "en resumen", "en suma", "al final", "quizá", "quizás", "incluso", "eso", "esto", "ese", "esa", "esta", "este"),
    past=(
        "era", "eran", "fue", "fueron", "había", "habían", "hubo", "tuvo", "tuvieron", "hizo", "hicieron", "vino", "vinieron", "dio", "dieron", "puso", "pusieron", "estuvo", r"\w{2,}(?:ó|aron|ieron)",
        r"\w{3,}aban?", r"\w+[^\Wr]ían?", r"\w{3,}[ai]d[oa]s?", "hecho", "dicho", "visto", "puesto", "muerto", "muertos", "abierto", "escrito",
    ),
    copula=("es", "son", "soy", "somos", "está", "están", "sigue", "siguen", "sido", "ser", "resulta", "queda", "quedan"),
    states=(
        r"incluy\w+", r"cuest(?:a|an)", r"cost(?:ó|aron)", r"abr(?:e|en|ió)", r"cierr\w+", r"cerr(?:ó|aron)", r"murieron|murió", r"herid[oa]s?", r"detenid[oa]s?", r"liberad[oa]s?", r"firm(?:a|ó|aron)",
        r"vot(?:a|ó|aron)", "ha", "han", "tiene", "tienen", r"contien\w+", r"viv(?:e|en|ía)", r"trabaj\w+", r"prohíb\w+", r"prohib\w+", r"exig\w+", r"permit\w+", r"aument\w+", r"sub(?:e|ió|en)", r"baj(?:a|ó|an)",
        r"comenz\w+", r"comienz\w+", r"termin\w+", r"pag(?:a|ó|an|aron)", r"gan(?:a|ó|aron)", r"perd(?:ió|ieron)",
    ),
)
# fmt: on

CLAIM_WORDS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
"""By the code of the language; others have none."""
