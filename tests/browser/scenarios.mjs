// Scenarios whose pages are checked besides those that are shipped.

/** Text that would do harm if it were taken for markup, moved the direction of text, or broke a line. */
export const HOSTILE = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\u200b ``` *a*";

/** Words in other scripts, one without a space. */
const LONG = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(3);
const HEBREW = "\u05e4\u05d2\u05d9\u05e9\u05d4 \u05d1\u05d2\u05e0\u05d1\u05d4";

const quoted = (text) => JSON.stringify(text).replace(/\u202e/g, "\\u202e").replace(/\u200b/g, "\\u200b");

export const hostile = `
[scenario]
title = ${quoted(HOSTILE)}

[source.s]
title = ${quoted(HOSTILE)}

[parameter.a]
value   = "10% to 60%"
because = ${quoted(HOSTILE)}

[event.meeting]
p       = "a"
source  = "s"
because = ${quoted(LONG)}

[event.venue]
when     = "meeting"
outcomes = { ${quoted(HEBREW)} = 0.3, ${quoted("日内瓦")} = 0.2, other = "rest" }

[question]
one   = { ask = "meeting", label = ${quoted(HOSTILE)} }
two   = { ask = "meeting", label = ${quoted(LONG)} }
venue = { ask = "venue", given = "meeting", label = ${quoted(HEBREW)} }
both  = { ask = ["meeting", "venue"], label = ${quoted(HOSTILE)} }
`;

const numbers = [...Array(300).keys()];

export const many = `
[scenario]
title = "Three hundred questions"

[parameter.a]
value = "10% to 60%"

[event.first]
p = "a"

[event.which]
outcomes = { ${numbers.map((i) => `o${i} = ${i === 0 ? '"rest"' : 1 / 400}`).join(", ")} }

[question]
which = { ask = "which", label = "Which of three hundred" }
${numbers.map((i) => `q${i} = { ask = "which == o${i}", label = "It is number ${i}" }`).join("\n")}
`;

export const bare = `
[event.first]
p = "30%"

[event.second]
p      = "40%"
adjust = [ { if = "first", odds = 2 } ]
`;
