import { expect, test } from "vitest";
import { EditorView } from "@codemirror/view";
import { open } from "../src/query/editor";

test("the editor stands in for the field, which keeps holding the text", () => {
  document.body.innerHTML = '<form><textarea id="query">SELECT *\n{ ?s ?p ?o }</textarea></form>';
  // happy-dom tells of a selection while it is being made; browsers tell afterwards.
  document.addEventListener("selectionchange", (event) => event.stopImmediatePropagation(), { capture: true });
  const area = document.querySelector("textarea") as HTMLTextAreaElement;
  const editor = open(area, () => undefined);
  const content = document.querySelector(".code-editor")?.shadowRoot?.querySelector<HTMLElement>(".cm-content");
  const view = EditorView.findFromDOM(content as HTMLElement) as EditorView;
  expect([area.hidden, content?.getAttribute("aria-label"), view.state.doc.toString()]).toEqual([true, "SPARQL", area.value]);
  view.dispatch({ changes: { from: 0, to: 6, insert: "ASK" } });
  expect(area.value).toBe("ASK *\n{ ?s ?p ?o }");
  editor.mark(2, 3);
  expect(view.state.selection.main.head).toBe("ASK *\n".length + 2);
  editor.mark(99, 99);
  expect(view.state.selection.main.head).toBe(area.value.length);
});
