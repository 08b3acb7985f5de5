// A page on which every check has to find something; a check that finds nothing here can't find anything.

const row = (i) => `<tr><td>row ${i} left ${"word ".repeat(60)}</td><td>right ${i}</td></tr>`;

export const wrong = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title></title>
<style>tr { break-inside: auto } body { font-size: 40px; color: #999; background: #aaa }
.late { display: none } .late::after { content: "shown by styles alone" }</style></head>
<body><div style="width: 2000px">too wide</div><img src="https://example.invalid/a.png">
<table>${[...Array(40).keys()].map(row).join("")}</table>
<p id="by-script"></p><script>document.getElementById("by-script").textContent = "shown by a script alone";</script>
<svg width="10" height="10"><text>tiny</text></svg><h1>one</h1><h4>four</h4></bdy></html>`;
