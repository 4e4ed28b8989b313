// What the Trusted Types policy lets pass as markup: Leptos builds the static markup of the office from strings, and these
// may hold plain elements and attributes only. Anything that could run or load something throws.

const ELEMENTS = new Set(
  ("a abbr article aside b blockquote br button caption circle code col colgroup dd defs desc details dfn dialog div dl dt " +
    "ellipse em fieldset figcaption figure footer form g h1 h2 h3 h4 h5 h6 header hgroup hr i input kbd label legend li " +
    "line main mark menu meter nav ol optgroup option output p path polygon polyline progress q rect s samp search section " +
    "select small span strong sub summary sup svg symbol table tbody td textarea text tfoot th thead time title tr tspan u " +
    "ul use var wbr").split(" "),
);
const ATTRIBUTE = new RegExp(
  "^(aria-[a-z]+|data-[a-z0-9-]+|accept|alt|autocapitalize|autocomplete|checked|class|cols|colspan|datetime|dir|disabled|" +
    "download|enterkeyhint|for|headers|height|hidden|high|hreflang|href|id|inert|inputmode|label|lang|list|low|max|min|" +
    "multiple|name|novalidate|open|optimum|pattern|placeholder|popover|popovertarget|readonly|rel|required|reversed|role|" +
    "rows|rowspan|scope|selected|size|spellcheck|start|step|tabindex|target|title|translate|type|value|width|wrap|" +
    "xmlns|viewBox|preserveAspectRatio|focusable|[cdrxy]|[cr][xy]|[xy][12]|d[xy]|points|transform|pathLength|opacity|" +
    "(fill|stroke|clip|text|font|dominant|vector)(-[a-z]+)*)$",
);
const ADDRESS = /^(#|\/(?![/\\])|https:\/\/|mailto:)/;
const TAG = /<(?:!-*>|\/([a-z][a-z0-9]*)>|([a-z][a-z0-9]*)((?: [A-Za-z][\w-]*(?:="[^"<>]*")?)*) ?\/?>)/g;

globalThis.plainMarkup = function (markup) {
  const text = markup.replace(TAG, (tag, closed, opened, attributes) => {
    if (closed === undefined && opened === undefined) return "";
    if (!ELEMENTS.has(closed ?? opened)) throw new TypeError(`markup with the element ${closed ?? opened}`);
    for (const [, name, value] of (attributes ?? "").matchAll(/ ([\w-]+)(?:="([^"]*)")?/g)) {
      if (!ATTRIBUTE.test(name)) throw new TypeError(`markup with the attribute ${name}`);
      if (name === "href" && !ADDRESS.test(value)) throw new TypeError("markup with a strange address");
    }
    return "";
  });
  if (text.includes("<")) throw new TypeError("markup that is not plain");
  return markup;
};
