"""Kinds of markup that pages are made of, each by small inputs: nothing in them lost, nothing spoilt.

`GIVEN` are inputs that were read wrongly once; `MORE` are others of the same kinds.
"""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.readers.html import parse_html

FIRST, SECOND, THIRD = (
    "The harbour board met on Tuesday to settle how the old pier will be repaired before the autumn storms arrive, and who is to pay for the timber.",
    "Engineers had counted forty-one rotten piles in the spring, and the insurers refused to cover the walkway until at least thirty of them are replaced.",
    "The work will be done from a barge, because the access road is too narrow for the crane that the contractor owns, and residents asked for quiet nights.",
)


def page(body: str, *, title: str = "Pier repairs agreed", head: str = "", language: str = "en") -> str:
    """A page with navigation and a footer whose article has `body` in it."""
    return (
        f"<!DOCTYPE html><html lang={language}><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        "<header><nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul></nav></header>"
        f"<main><article><h1>{title}</h1>\n<p>{FIRST}</p>\n{body}</article></main>"
        "<footer><p>Contact us | Imprint | Privacy notice</p></footer></body></html>"
    )


GIVEN: list[tuple[str, str, list[str], list[str]]] = [
    (
        "aside-warning",
        f'<h2>Safety</h2><p>{SECOND}</p>\n<aside aria-label="Caution" class="starlight-aside starlight-aside--caution"><p class="starlight-aside__title" aria-hidden="true">Caution</p><section class="starlight-aside__content"><p>Never cross the walkway above force nine, because the rail is loose.</p></section></aside><p>{THIRD}</p>\n',
        ["Never cross the walkway above force nine"],
        [],
    ),
    (
        "button-headings",
        f'<div class="accordion-item"><h2 class="accordion-header" id="h0"><button class="accordion-button collapsed" type="button" data-bs-toggle="collapse" aria-expanded="false" aria-controls="c0">How long does the repair take?</button></h2><div id="c0" class="accordion-collapse collapse" aria-labelledby="h0"><div class="accordion-body"><p>{THIRD}</p></div></div></div><div class="accordion-item"><h2 class="accordion-header" id="h1"><button class="accordion-button collapsed" type="button" data-bs-toggle="collapse" aria-expanded="false" aria-controls="c1">Who pays for the timber?</button></h2><div id="c1" class="accordion-collapse collapse" aria-labelledby="h1"><div class="accordion-body"><p>{SECOND}</p></div></div></div><div class="accordion-item"><h2 class="accordion-header" id="h2"><button class="accordion-button collapsed" type="button" data-bs-toggle="collapse" aria-expanded="false" aria-controls="c2">May dogs use the walkway?</button></h2><div id="c2" class="accordion-collapse collapse" aria-labelledby="h2"><div class="accordion-body"><p>Fishing boats may use the northern steps meanwhile, and the ferry company has promised a shuttle every twenty minutes from the new terminal.</p></div></div></div>\n',
        ["## Who pays for the timber?", "## May dogs use the walkway?"],
        [],
    ),
    (
        "button-questions",
        f'<div class="faq__item" itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"><button is="toggle-button" class="collapsible-toggle" aria-expanded="true" itemprop="name">How long does the repair take?</button><collapsible-content><div itemprop="text"><p>{THIRD}</p></div></collapsible-content></div><div class="faq__item" itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"><button is="toggle-button" class="collapsible-toggle" aria-expanded="true" itemprop="name">Who pays for the timber?</button><collapsible-content><div itemprop="text"><p>{SECOND}</p></div></collapsible-content></div><div class="faq__item" itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"><button is="toggle-button" class="collapsible-toggle" aria-expanded="true" itemprop="name">May dogs use the walkway?</button><collapsible-content><div itemprop="text"><p>Fishing boats may use the northern steps meanwhile, and the ferry company has promised a shuttle every twenty minutes from the new terminal.</p></div></collapsible-content></div>\n',
        ["Who pays for the timber?", "May dogs use the walkway?"],
        [],
    ),
    (
        "caption-paragraph",
        f'<figure><img src="a.jpg" alt="Flames over the pier"><figcaption>Artist’s depiction of the fire of 1987 (not to scale).</figcaption></figure><p>{SECOND}</p>\n<figure class="wp-caption"><img src="b.jpg"><p class="wp-caption-text">The lighthouse before it was painted, photographed in 1954.</p></figure><p>{THIRD}</p>\n',
        ["Artist’s depiction of the fire", "The lighthouse before it was painted"],
        ["Flames"],
    ),
    (
        "code-line-numbers",
        f'<div class="highlight"><table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre><span class="normal">1</span>\n<span class="normal">2</span>\n<span class="normal">3</span></pre></div></td><td class="code"><div><pre><span></span><code><span class="k">def</span> <span class="nf">tide</span><span class="p">(</span><span class="n">hours</span><span class="p">):</span>\n    <span class="n">level</span> <span class="o">=</span> <span class="n">hours</span> <span class="o">*</span> <span class="mf">0.4</span>\n    <span class="k">return</span> <span class="n">level</span>\n</code></pre></div></td></tr></table></div><p>{SECOND}</p>\n<p>{THIRD}</p>\n',
        ["```\ndef tide(hours):\n    level = hours * 0.4\n    return level\n```"],
        ["1\n2"],
    ),
    (
        "code-lines-joined",
        f'<pre><code class="language-py"><span class="token-line" style="color:#f00">def tide(hours):<br></span><span class="token-line">    level = hours * 0.4<br></span><span class="token-line">    return level<br></span></code></pre><p>{SECOND}</p>\n<pre class="code-snippet"><code><span>let a = 1;</span></code><code><span>let b = 2;</span></code><code><span>let c = 3;</span></code></pre><p>{THIRD}</p>\n<pre><div class="line">first = 1</div><div class="line">second = 2</div></pre>\n',
        [
            "```\nlet a = 1;\nlet b = 2;\nlet c = 3;\n```",
            "    level = hours * 0.4\n    return level",
            "first = 1\nsecond = 2",
        ],
        [],
    ),
    (
        "frame-srcdoc",
        f'<iframe srcdoc="&lt;p>{FIRST}&lt;/p>\n&lt;p>{SECOND}&lt;/p>\n&lt;p>{THIRD}&lt;/p>\n"></iframe><p>A second meeting is planned for November, when the tenders are opened and the council decides whether the lighthouse will be painted in the same year.</p>\n',
        ["\n\nEngineers had counted"],
        [],
    ),
    (
        "katex",
        f'<p>The energy at rest follows from <span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex">E = mc^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base"><span class="strut" style="height:0.6833em;"></span><span class="mord mathnormal">E</span><span class="mspace"></span><span class="mrel">=</span></span><span class="base"><span class="mord mathnormal">m</span><span class="mord"><span class="mord mathnormal">c</span><span class="msupsub"><span class="vlist-t"><span class="vlist-r"><span class="vlist"><span><span class="sizing"><span class="mord mtight">2</span></span></span></span></span></span></span></span></span></span></span> where the mass is given in kilograms and the speed of light in metres per second.</p><p>{SECOND}</p>\n<p>{THIRD}</p>\n',
        ["follows from E = mc^2 where"],
        ["mc^2E"],
    ),
    (
        "link-list",
        f'<p>{SECOND}</p>\n<p>{THIRD}</p>\n<h2>Appendix C: Functions</h2><ul><li><a href="#f0"><code>pier-fn-0</code></a>: section 0</li><li><a href="#f1"><code>pier-fn-1</code></a>: section 1</li><li><a href="#f2"><code>pier-fn-2</code></a>: section 2</li><li><a href="#f3"><code>pier-fn-3</code></a>: section 3</li><li><a href="#f4"><code>pier-fn-4</code></a>: section 4</li><li><a href="#f5"><code>pier-fn-5</code></a>: section 5</li><li><a href="#f6"><code>pier-fn-6</code></a>: section 6</li><li><a href="#f7"><code>pier-fn-7</code></a>: section 7</li><li><a href="#f8"><code>pier-fn-8</code></a>: section 8</li><li><a href="#f9"><code>pier-fn-9</code></a>: section 9</li><li><a href="#f10"><code>pier-fn-10</code></a>: section 10</li><li><a href="#f11"><code>pier-fn-11</code></a>: section 11</li></ul>\n',
        ["## Appendix C: Functions", "- pier-fn-0: section 0", "- pier-fn-11: section 11"],
        [],
    ),
    (
        "nul-bytes",
        f"<div>{FIRST}<br><br>{SECOND}<br><br>{THIRD}<br><br>Fishing boats may use the northern steps meanwhile, and the ferry company has promised a shuttle every twenty minutes from the new terminal.<br><br>A second meeting is planned for November, when the tenders are opened and the council decides whether the lighthouse will be painted in the same year.</div>\n",
        ["\n\nEngineers had counted"],
        ["\x00"],
    ),
    (
        "pull-quote",
        f'<p>{SECOND}</p>\n<aside class="pullquote"><p>the insurers refused to cover the walkway</p></aside><p>{THIRD}</p>\n<div class="pull-quote"><p>residents asked for quiet nights</p></div><p>Fishing boats may use the northern steps meanwhile, and the ferry company has promised a shuttle every twenty minutes from the new terminal.</p>\n',
        [],
        [],
    ),
    (
        "sidenotes",
        f'<p>The crane weighs nine tonnes<label for="sn-1" class="margin-toggle sidenote-number"></label><input type="checkbox" id="sn-1" class="margin-toggle"/><span class="sidenote">The maker says eight and a half, without the hook.</span> and cannot cross the old bridge before it is strengthened.</p><p>{SECOND}</p>\n',
        ["nine tonnes and cannot cross", "\n\nThe maker says eight and a half"],
        ["tonnesThe"],
    ),
    (
        "steps-with-code",
        f"<ol><li><p>Loosen the first bolt with the long key.</p><p>It turns to the left.</p></li><li><p>Lift the plank.</p><pre><code>plank up</code></pre></li><li>Replace the pile.</li></ol><p>{SECOND}</p>\n",
        ["1. Loosen", "2. Lift the plank.", "```\nplank up\n```", "3. Replace the pile."],
        [],
    ),
    (
        "struck-out",
        f"<p>The fee is <del>40 crowns</del> <ins>55 crowns</ins> for each boat, and <s>Mondays</s> Sundays are free for members of the club.</p><p>{SECOND}</p>\n",
        ["The fee is 55 crowns for each boat, and Sundays are free"],
        ["40 crowns", "Mondays"],
    ),
    (
        "super-subscripts",
        f"<p>The area is 120 m<sup>2</sup>, the pressure 10<sup>5</sup> pascal, and water is H<sub>2</sub>O at every temperature that was measured.</p><p>{SECOND}</p>\n",
        ["120 m², the pressure 10⁵ pascal, and water is H₂O"],
        [],
    ),
    (
        "table-one-row",
        f"<table><tr><th>Length</th><td>212 metres</td></tr></table><p>{SECOND}</p>\n<table><tr><th>Built</th></tr><tr><td>1887</td></tr><tr><td>1923</td></tr></table><p>{THIRD}</p>\n",
        ["| Length | 212 metres |", "| Built |\n| --- |\n| 1887 |\n| 1923 |"],
        [],
    ),
    (
        "table-with-heading",
        f"<table><tr><th>Stage</th><th>What is done</th></tr><tr><td>One</td><td><ul><li>Divers look at the piles</li><li>Barge is hired</li></ul></td></tr><tr><td>Two</td><td><h4>Timber</h4><p>Oak beams are cut</p></td></tr></table><p>{SECOND}</p>\n",
        ["| One | Divers look at the piles; Barge is hired |", "| Two | Timber Oak beams are cut |"],
        [],
    ),
]

MORE: list[tuple[str, str, list[str], list[str]]] = [
    (
        "exponents",
        "<p>It holds 3 × 10<sup>8</sup> litres, x<sup>n</sup> and e<sup>−x/2</sup>, CO<sub>2</sub>, T<sub>max</sub>, Ca<sup>2+</sup>, the 21<sup>st</sup> pile, 5<span style='vertical-align: super'>3</span>, km<sup>2</sup>.</p>",
        ["10⁸ litres", "xⁿ", "e^(−x/2)", "CO₂", "T_max", "Ca²⁺", "21st pile", "5³", "km²"],
        [],
    ),
    (
        "note marks",
        "<p>It was built in 1887<sup>3</sup> by the guild<sup>4</sup> of pilots.<sup>5,6</sup> The rail<sup><a href='#fn'>a</a></sup> is oak<sup class=reference>[7]</sup> and larch<a class=footnote-ref href='#x'><sup>8</sup></a> here.</p>",
        ["built in 1887 by the guild of pilots. The rail is oak and larch here."],
        [],
    ),
    (
        "struck",
        "<p>The fee is <span style='text-decoration: line-through'>40</span> <strike>41</strike> 55 crowns and <span class=line-through>Mondays</span> Sundays are free.</p>",
        ["The fee is 55 crowns and Sundays are free."],
        ["40", "41", "Mondays"],
    ),
    (
        "ruby",
        "<p>The word <ruby><rb>港</rb><rp>（</rp><rt>みなと</rt><rp>）</rp></ruby> means harbour in the language of the visitors who came.</p>",
        ["The word 港 means"],
        ["みなと"],
    ),
    (
        "icons",
        "<p>Call the <span class='material-symbols-outlined'>phone_in_talk</span> office <i class='icon' aria-hidden=true>arrow_forward</i> before noon on any day of the week.</p>",
        ["Call the office before noon"],
        ["phone_in_talk", "arrow_forward"],
    ),
    (
        "invisible",
        "<p>The rail is <span style='font-size:0'>secret</span>of <span style='opacity:0'>ghost</span>oak and<span class=sr-only> unseen</span> the walk&shy;way is lo\xadng and for\u200bty feet wide, as all who came there know.</p>",
        ["The rail is of oak and the walkway is long and forty feet wide"],
        ["secret", "ghost", "unseen"],
    ),
    (
        "wbr",
        "<p>The harbour<wbr>master signs every permit that a boat needs for the northern steps.</p>",
        ["The harbourmaster signs"],
        [],
    ),
    (
        "caption",
        "<figure><img src=a.jpg><div class='image-caption'>The crane of 1912, which came from the northern yard.</div></figure>",
        ["The crane of 1912, which came"],
        [],
    ),
    (
        "caption2",
        "<div class=thumbinner><img src=x><div class=thumbcaption>A plan of the pier by the surveyor.</div></div>",
        ["A plan of the pier"],
        [],
    ),
    (
        "box",
        "<div class='admonition warning'><p class=admonition-title>Warning</p><p>Never cross the walkway above force nine.</p></div>",
        ["Never cross the walkway"],
        [],
    ),
    (
        "aside",
        "<aside class='callout' role=note><h3>Good to know</h3><p>The key hangs in the office of the harbour master.</p></aside>",
        ["The key hangs in the office"],
        [],
    ),
    (
        "details",
        "<details><summary>How long does it take?</summary><p>Eleven weeks, if the weather holds and the timber comes in time for the work.</p></details><details><summary>Tools</summary><p>A long key.</p></details>",
        ["How long does it take?", "Eleven weeks", "Tools", "A long key."],
        [],
    ),
    (
        "hidden panel",
        "<h3><button aria-expanded=false aria-controls=p9>What is paid?</button></h3><div id=p9 hidden><p>Half of the timber is paid by the town and half by the guild.</p></div>",
        ["# What is paid?", "Half of the timber"],
        [],
    ),
    (
        "tabs",
        "<div class=tabs><div role=tablist><button role=tab aria-controls=t1>Linux</button><button role=tab aria-controls=t2>Windows</button></div><div role=tabpanel id=t1><p>Run the shell script as the owner of the boat.</p></div><div role=tabpanel id=t2 hidden><p>Run the installer as the administrator of the harbour.</p></div></div>",
        ["Linux\n\nRun the shell script", "Windows\n\nRun the installer"],
        [],
    ),
    (
        "link list",
        "<h2>Minutes</h2><ul><li><a href=/m/1>January</a></li><li><a href=/m/2>February</a></li><li><a href=/m/3>March</a></li></ul>",
        ["## Minutes", "- January", "- March"],
        [],
    ),
    (
        "related work",
        "<section class='related-work'><h2>Related work</h2><p>Earlier surveys of the pier counted fewer piles, because they were made at high water and only from the shore.</p></section>",
        ["## Related work", "Earlier surveys"],
        [],
    ),
    (
        "role rows",
        "<div role=table><div role=row><span role=columnheader>Boat</span><span role=columnheader>Crew</span></div><div role=row><span role=cell>Alma</span><span role=cell>7</span></div></div>",
        ["| Boat | Crew |\n| --- | --- |\n| Alma | 7 |"],
        [],
    ),
    (
        "div rows",
        "<div class=divTable><div class=divTableBody><div class=divTableRow><div class=divTableCell>Boat</div><div class=divTableCell>Crew</div></div><div class=divTableRow><div class=divTableCell>Berta</div><div class=divTableCell>12</div></div></div></div>",
        ["| Berta | 12 |"],
        [],
    ),
    (
        "nested table",
        "<table><thead><tr><th>Stage</th><th>Costs</th></tr></thead><tr><td>One</td><td><table><tr><td>oak</td><td>4,200</td></tr><tr><td>barge</td><td>900</td></tr></table></td></tr></table>",
        ["| One | oak 4,200; barge 900 |"],
        [],
    ),
    (
        "numbers",
        "<ol start=4 reversed><li>Four</li><li value=2>Two</li></ol><ol type=a><li>Alpha bolt</li><li>Beta bolt</li></ol><ol style='list-style-type: lower-roman'><li>First nut</li><li>Second nut</li></ol>",
        ["4. Four\n2. Two", "a. Alpha bolt\nb. Beta bolt", "i. First nut\nii. Second nut"],
        [],
    ),
    (
        "steps",
        "<ol><li>Open the gate.<pre>gate open</pre></li><li><pre>gate wait</pre>Wait for the tide.</li><li>Close it.</li></ol>",
        ["1. Open the gate.", "2. Wait for the tide.", "3. Close it."],
        [],
    ),
    (
        "steps2",
        "<ol><li>Open.</li></ol><pre>gate open</pre><ol start=2><li>Close.</li></ol>",
        ["1. Open.", "2. Close."],
        [],
    ),
    (
        "code gutter",
        "<table class='hljs-ln'><tr><td class='hljs-ln-numbers' data-line-number=1></td><td class='hljs-ln-code'>def tide():</td></tr><tr><td class='hljs-ln-numbers' data-line-number=2></td><td class='hljs-ln-code'>    return 4</td></tr></table>",
        ["```\ndef tide():\n    return 4\n```"],
        [],
    ),
    (
        "code lineno",
        "<pre><span class=lineno>1 </span>first = 1\n<span class=lineno>2 </span>  second = 2\n</pre>",
        ["```\nfirst = 1\n  second = 2\n```"],
        [],
    ),
    (
        "code lines",
        "<pre><code><span class=line>a = 1</span>\n<span class=line>  b = 2</span>\n</code></pre>",
        ["```\na = 1\n  b = 2\n```"],
        [],
    ),
    (
        "code ol",
        "<pre><ol><li>first</li><li>&nbsp;&nbsp;second</li></ol></pre>",
        ["```\nfirst\n  second\n```"],
        [],
    ),
    (
        "frame data",
        "<iframe src='data:text/html;base64,PHA+VGhlIHRpZGUgdGFibGUgbGlzdHMgZm91ciBoaWdoIHdhdGVycyBmb3IgZWFjaCB3ZWVrIG9mIHRoZSB5ZWFyIGFuZCBlYWNoIHBpZXIgb2YgdGhlIHRvd24uPC9wPg=='></iframe>",
        ["The tide table lists four high waters"],
        [],
    ),
    (
        "shadow",
        "<site-note><template shadowrootmode=open><p>The tide gauge stands at the northern steps, two metres above the old mark that the mason cut.</p></template></site-note>",
        ["The tide gauge stands"],
        [],
    ),
    (
        "mathml",
        "<p>The load is <math><mrow><mi>F</mi><mo>=</mo><mfrac><mrow><mi>m</mi><msup><mi>v</mi><mn>2</mn></msup></mrow><mi>r</mi></mfrac></mrow></math> at the head of the crane that carries it.</p>",
        ["The load is F = \\frac{mv^2}{r} at the head"],
        [],
    ),
    (
        "wikipedia",
        "<p>It is <span class='mwe-math-element'><span class='mwe-math-mathml-inline' style='display: none;'><math alttext='{\\displaystyle E=mc^{2}}'><semantics><mi>E</mi><annotation encoding='application/x-tex'>{\\displaystyle E=mc^{2}}</annotation></semantics></math></span><img src='https://w.example/api/rest_v1/media/math/render/svg/x' class='mwe-math-fallback-image-inline' alt='{\\displaystyle E=mc^{2}}'></span> at rest, as all the books on it say.</p>",
        ["It is E=mc^{2} at rest"],
        ["displaystyle"],
    ),
    (
        "mathjax2",
        "<p>It is <span class=MathJax_Preview>E?</span><span class=MathJax><span>E=mc2</span></span><script type='math/tex'>E=mc^2</script> at rest, as all the books on it say.</p>",
        ["It is E=mc^2 at rest"],
        ["mc2", "E?"],
    ),
    (
        "mathjax3",
        "<p>It is <mjx-container class=MathJax><svg></svg><mjx-assistive-mml><math><msqrt><mi>x</mi></msqrt></math></mjx-assistive-mml></mjx-container> metres in every direction from the gate.</p>",
        ["It is \\sqrt{x} metres"],
        [],
    ),
    (
        "tex picture",
        "<p>It is <img class=latex alt='a^2+b^2' src='https://s0.wp.example/latex.php?x'> metres in every direction from the gate.</p>",
        ["It is a^2+b^2 metres"],
        [],
    ),
    (
        "pull quote",
        "<blockquote class=pullquote>refused to cover the walkway until at least thirty</blockquote>",
        [],
        ["> refused"],
    ),
    (
        "quote once only",
        "<blockquote><p>We never closed it for a storm, the old miller used to say.</p></blockquote>",
        ["> We never closed it"],
        [],
    ),
    (
        "margin note",
        "<p>The crane weighs nine tonnes<span class=marginnote>Without the hook it is eight.</span> and cannot cross the bridge before it is strengthened.</p>",
        ["The crane weighs nine tonnes and cannot cross", "\n\nWithout the hook it is eight."],
        [],
    ),
    (
        "self closed script",
        "<script src='x.js'/>var hidden = 'do not show';</script><p>The ferry comes every twenty minutes from the new terminal, all through the night.</p>",
        ["The ferry comes"],
        ["do not show"],
    ),
    (
        "table of td",
        "<table><tr><td>Height</td><td>31 metres</td></tr></table>",
        ["| Height | 31 metres |"],
        [],
    ),
    (
        "google docs",
        "<p>Area 40 m<span style='font-size:0.6em;vertical-align:super'>2</span> in all, which is more than the board had thought before.</p>",
        ["Area 40 m² in all"],
        [],
    ),
    (
        "toggle div",
        "<div class=faq><div class=faq-item><button class=faq-toggle aria-expanded=false>May dogs come?</button><div class=faq-answer><p>Yes, on a lead, and not on the northern steps in the summer months.</p></div></div></div>",
        ["# May dogs come?", "Yes, on a lead"],
        [],
    ),
    ("share button", "<p>Good.</p><button aria-expanded=false>Share</button>", [], ["Share"]),
]

WHOLE: list[tuple[str, str, list[str], list[str]]] = [
    (
        "ruby",
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>桟橋の修理</title></head><body>\n<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>\n<main><article><h1>桟橋の修理</h1>\n<p>その<ruby>言葉<rt>ことば</rt></ruby>が<ruby>表示<rp>(</rp><rt>ひょうじ</rt><rp>)</rp></ruby>された<ruby>瞬間<rt>しゅんかん</rt></ruby>、港の人々は静かになった。新しい桟橋の工事は十一月に始まり、費用は町と漁業組合が半分ずつ負担する予定である。</p><p>技師は春に四十一本の腐った杭を数え、保険会社は少なくとも三十本を交換するまで遊歩道を補償しないと述べた。工事は台船から行われる。</p>\n</article></main>\n<footer><p>Contact us | Imprint | Privacy notice</p></footer></body></html>',
        ["言葉が表示された瞬間"],
        ["ことば"],
    ),
    (
        "title-with-site",
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pier repairs agreed</title><meta property="og:title" content="Pier repairs agreed | Harbour News - Celebrating 18 Years"></head><body>\n<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>\n<main><article><h1>Pier repairs agreed</h1>\n<p>{FIRST}</p>\n<p>{SECOND}</p>\n<p>{THIRD}</p>\n\n</article></main>\n<footer><p>Contact us | Imprint | Privacy notice</p></footer></body></html>',
        ["# Pier repairs agreed\n"],
        ["Celebrating"],
    ),
    (
        "word-list",
        f"<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\"><title>Pier</title><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal {{margin:0}} --></style></head><body lang=EN-US><div class=WordSection1><h1>Pier repairs<o:p></o:p></h1><p class=MsoNormal>{FIRST}<o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>Oak beams for the walkway<o:p></o:p></p><p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>Steel bolts for the piles<o:p></o:p></p><h2>Costs</h2><p class=MsoNormal>{SECOND}</p></div></body></html>",
        ["- Oak beams for the walkway\n- Steel bolts for the piles"],
        [],
    ),
]


def check(text: str, shown: list[str], absent: list[str]) -> None:
    for words in shown:
        assert words in text, text
    for words in absent:
        assert words not in text, text
    for words in ("Contact us", "Home", "Imprint"):
        assert words not in text


@pytest.mark.parametrize(
    ("body", "shown", "absent"), [case[1:] for case in GIVEN], ids=[case[0] for case in GIVEN]
)
def test_what_was_read_wrongly_once_is_right(body: str, shown: list[str], absent: list[str]) -> None:
    text = parse_html(page(body)).text
    assert FIRST in text
    check(text, shown, absent)


@pytest.mark.parametrize(
    ("body", "shown", "absent"), [case[1:] for case in MORE], ids=[case[0] for case in MORE]
)
def test_others_of_the_same_kinds_are_right(body: str, shown: list[str], absent: list[str]) -> None:
    text = parse_html(page(f"{body}<p>{SECOND}</p><p>{THIRD}</p>")).text
    assert [text.count(words) for words in (FIRST, SECOND, THIRD)] == [1, 1, 1]
    check(text, shown, absent)


@pytest.mark.parametrize(
    ("raw", "shown", "absent"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE]
)
def test_whole_pages_that_were_read_wrongly_once_are_right(
    raw: str, shown: list[str], absent: list[str]
) -> None:
    check(parse_html(raw).text, shown, absent)


def test_a_pulled_quote_stands_once() -> None:
    text = parse_html(page(next(body for name, body, _, _ in GIVEN if name == "pull-quote"))).text
    assert text.count("the insurers refused to cover the walkway") == 1
    assert text.count("residents asked for quiet nights") == 1


def test_a_script_that_is_closed_as_in_xml_ends_where_browsers_end_it() -> None:
    opened = (
        "<div class=rating><a href='#r'><span>12 Reviews</span></a></div><script type='text/javascript'/>\n(function() {"
        " document.addEventListener('DOMContentLoaded', function() { Site.Register('ratings', {}) }); })();\n</script>"
    )
    text = parse_html(page(f"{opened}<p>{SECOND}</p>")).text
    assert "Register" not in text
    assert SECOND in text
    xhtml = page(f"<script src='a.js'/><p>{SECOND}</p><script>var a = 1;</script><p>{THIRD}</p>")
    text = parse_html(f'<?xml version="1.0"?>{xhtml}').text
    assert SECOND in text
    assert THIRD in text
    assert "var a" not in text


def test_frames_within_frames_end() -> None:
    inner = "<p>x</p>"
    for _ in range(9):
        inner = f"<iframe srcdoc='{inner.replace('&', '&amp;').replace(chr(39), '&#39;')}'></iframe>"
    assert FIRST in parse_html(page(inner)).text
