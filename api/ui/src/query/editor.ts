/** The editor with highlighting. It lives in a shadow root, where its styles are sheets of the root
 * and no style element, which the policy of the page would refuse. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface Editor {
  /** Put the cursor where the service stopped reading; lines and columns count from 1. */
  mark(line: number, column: number): void;
}

const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--edge)", borderRadius: "var(--round)", fontSize: ".875rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'Cascadia Mono', Menlo, monospace", lineHeight: "1.5", minHeight: "14rem", maxHeight: "32rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", fontWeight: "600" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
});
const COLORS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--inferred)" },
  { tag: [tags.string, tags.literal], color: "var(--for)" },
  { tag: tags.number, color: "var(--for)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.atom, tags.meta], color: "var(--against)" },
]);

/** Open the editor in place of `area`, which keeps holding the text; `run` is Ctrl+Enter. */
export function open(area: HTMLTextAreaElement, run: () => void): Editor {
  const host = document.createElement("div");
  host.className = "code-editor";
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
        StreamLanguage.define(sparql), syntaxHighlighting(COLORS), LOOK, EditorView.lineWrapping,
        keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL", "aria-multiline": "true", spellcheck: "false" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
      ],
    }),
  });
  const hadFocus = document.activeElement === area;
  view.dispatch({ selection: { anchor: Math.min(area.selectionStart, view.state.doc.length) } });
  area.hidden = true;
  area.after(host);
  document.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => view.focus());
  if (hadFocus) view.focus();
  return {
    mark(line, column) {
      const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(found.from + column - 1, found.to) }, scrollIntoView: true });
      view.focus();
    },
  };
}
