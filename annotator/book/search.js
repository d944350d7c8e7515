// Looks words up in the book's own files, which it loads as scripts, since a page from a disk may not read others.
"use strict";
(() => {
  const TEXT = 1, TITLE = 2, ATTRIBUTE = 4, NOTE = 8;
  const SHOWN = 100, ENDINGS = 300, FILES = 4;
  const manifest = JSON.parse(document.getElementById("manifest").textContent);
  const form = document.getElementById("search"), field = document.getElementById("words");
  const told = document.getElementById("told"), list = document.getElementById("found");
  const waiting = new Map(), loaded = new Map();

  window.annotatorBook = (name, value) => waiting.get(name)?.(value);

  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        waiting.set(name, resolve);
        script.onerror = () => { loaded.delete(name); reject(new Error(name)); };
        script.src = `search/${name}.js`;
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  // The same words as the program took from the texts.
  function tokens(text) {
    const plain = text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
    const found = plain.match(/[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:(?![\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}_])+/gu) ?? [];
    return [...new Set(found.map((word) => [...word].slice(0, 40).join("")))];
  }

  // Every word of the book that is `word`, or begins with it, with what is known of it.
  async function wordsLike(word, cut) {
    const last = cut ? word + "\uffff" : word;
    let first = manifest.words.findLastIndex((one) => one <= word);
    first = Math.max(first, 0);
    const found = [];
    for (let file = first; file < Math.min(manifest.words.length, first + FILES) && (file === first || manifest.words[file] <= last); file += 1) {
      for (const pair of await load(`words-${file}`)) {
        if (pair[0] === word || (cut && pair[0].startsWith(word))) found.push(pair);
      }
    }
    return found.slice(0, ENDINGS);
  }

  // The articles of one word: by number, where it stands and the first span that it was said of; null if it is in too many.
  function articlesOf(pairs) {
    const found = new Map();
    for (const [, places] of pairs) {
      if (typeof places === "number") return null;
      for (let i = 0; i < places.length; i += 3) {
        const before = found.get(places[i]) ?? [0, 0];
        found.set(places[i], [before[0] | places[i + 1], before[1] || places[i + 2]]);
      }
    }
    return found;
  }

  async function find(text) {
    const words = tokens(text), cut = !/\s$/u.test(text);
    let found = null;
    const common = [];
    for (const [i, word] of words.entries()) {
      const last = cut && i === words.length - 1;
      let articles = articlesOf(await wordsLike(word, last && word.length > 1));
      if (articles === null && last) articles = articlesOf(await wordsLike(word, false));
      if (articles === null) { common.push(word); continue; }
      if (found === null) { found = articles; continue; }
      const both = new Map();
      for (const [article, [places, span]] of found) {
        const other = articles.get(article);
        if (other) both.set(article, [places | other[0], span || other[1]]);
      }
      found = both;
    }
    return { words, common, found };
  }

  function placesTold(places) {
    const said = [[TITLE, "title or source"], [TEXT, "text"], [ATTRIBUTE, "attribute"], [NOTE, "note"]];
    return said.filter(([bit]) => places & bit).map(([, word]) => word).join(", ");
  }

  async function item(number, places, span, words) {
    const articles = await load(`articles-${Math.floor(number / manifest.apart)}`);
    const [file, title, outlet, published, event] = articles[number % manifest.apart];
    const entry = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi");
    const about = document.createElement("span"), where = document.createElement("span");
    name.textContent = title;
    link.className = "title";
    link.href = file + (span ? `#s${span}` : places & TEXT ? `#:~:text=${encodeURIComponent(words[0])}` : "");
    link.append(name);
    about.className = "about";
    about.textContent = [outlet, published, event].filter(Boolean).join(", ");
    where.className = "counts";
    where.textContent = placesTold(places);
    entry.append(link, " ", about, " ", where);
    return entry;
  }

  let asked = 0;
  async function show() {
    const mine = ++asked, text = field.value;
    if (!tokens(text).length) { told.textContent = ""; list.replaceChildren(); return; }
    try {
      const { words, common, found } = await find(text);
      const ranked = [...(found ?? [])].sort((a, b) => (b[1][0] & TITLE) - (a[1][0] & TITLE) || a[0] - b[0]);
      const items = await Promise.all(ranked.slice(0, SHOWN).map(([number, [places, span]]) => item(number, places, span, words)));
      if (mine !== asked) return;
      const some = common.length ? ` ${common.join(", ")}: in too many articles to be looked up.` : "";
      const more = ranked.length > SHOWN ? ` The first ${SHOWN} are shown: add a word.` : "";
      told.textContent = found === null ? `Add a word.${some}` : `${ranked.length} ${ranked.length === 1 ? "article" : "articles"}.${more}${some}`;
      list.replaceChildren(...items);
    } catch (error) {
      if (mine === asked) told.textContent = `A file of this book could not be read (search/${error.message}.js): is the folder whole?`;
    }
  }

  let pause = 0;
  field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(show, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.focus();
  show();
})();
