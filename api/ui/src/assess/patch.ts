/** Making a part of a page what another rendering of it is, by touching only what differs: what
 * stays is neither laid out nor drawn again, and whoever reads it is not thrown out. */

/** What may become what: elements of one name and look that stand for the same thing. */
function kindOf(node: Node): string {
  if (!(node instanceof Element)) return node.nodeName;
  const one = ["data-condition", "data-keep", "id"].map((name) => node.getAttribute(name) ?? "");
  return [node.nodeName, node.getAttribute("class") ?? "", ...one].join(" ");
}

/** Take the first of `nodes` that is `wanted`. */
function take(nodes: Node[], wanted: (node: Node) => boolean): Node | undefined {
  const at = nodes.findIndex(wanted);
  return at < 0 ? undefined : nodes.splice(at, 1)[0];
}

function become(old: Node, made: Node): void {
  if (!(old instanceof Element && made instanceof Element)) {
    old.nodeValue = made.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  children(old, made);
}

function children(old: Element, made: Element): void {
  const left: Node[] = [...old.childNodes];
  const pairs = [...made.childNodes].map((node) => ({ node, kept: take(left, (one) => one.isEqualNode(node)) }));
  const placed = pairs.map(({ node, kept }) => {
    if (kept) return kept;
    const kind = kindOf(node);
    const like = take(left, (one) => kindOf(one) === kind);
    if (like) become(like, node);
    return like ?? node;
  });
  for (const node of left) old.removeChild(node);
  let next = old.firstChild;
  for (const node of placed) {
    if (node === next) next = next.nextSibling;
    else old.insertBefore(node, next);
  }
}

/** Make `old` hold what `made` holds, which loses what was new. Its choices are what the new rendering says, not what was
 * chosen since the old one. */
export function patch(old: Element, made: Element): void {
  for (const one of old.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
    if (one.checked !== one.defaultChecked) one.checked = one.defaultChecked;
  }
  children(old, made);
}
