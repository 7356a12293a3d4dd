/** The list of saved queries, narrowed while one types; the button does the same without script. */

/** Whether `text` holds every word of `words`. */
export function holds(text: string, words: string): boolean {
  const whole = text.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => whole.includes(word));
}

/** Show only the entries of `groups` that hold what is typed into `field`. */
export function filtered(field: HTMLInputElement, groups: Iterable<HTMLElement>): void {
  const every = [...groups];
  field.addEventListener("input", () => {
    for (const group of every) {
      let shown = 0;
      for (const item of group.querySelectorAll<HTMLElement>("li")) {
        item.hidden = !holds(`${item.textContent} ${item.dataset["find"]}`, field.value);
        if (!item.hidden) shown += 1;
      }
      group.hidden = shown === 0;
      const count = group.querySelector(".count");
      if (count) count.textContent = String(shown);
      if (field.value && group instanceof HTMLDetailsElement) group.open = true;
    }
  });
}
