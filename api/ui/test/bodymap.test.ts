import { beforeEach, describe, expect, it } from "vitest";
import { BodyMap, neighbor, valueOf } from "../src/bodymap";

describe("neighbor", () => {
  const places = [{ x: 0, y: 0 }, { x: 10, y: 1 }, { x: 0, y: 20 }, { x: 9, y: 22 }];

  it("goes to the nearest place straight ahead", () => {
    expect(neighbor(places, 0, "ArrowRight")).toBe(1);
    expect(neighbor(places, 0, "ArrowDown")).toBe(2);
    expect(neighbor(places, 3, "ArrowLeft")).toBe(2);
    expect(neighbor(places, 3, "ArrowUp")).toBe(1);
  });

  it("stays where there is nothing ahead", () => {
    expect(neighbor(places, 0, "ArrowLeft")).toBe(0);
    expect(neighbor(places, 9, "ArrowLeft")).toBe(9);
  });
});

describe("the map", () => {
  let map: BodyMap;

  beforeEach(() => {
    map = new BodyMap();
    map.innerHTML = `<svg><path data-region="groin" data-side="left" aria-label="left groin" tabindex="-1"/>
      <path data-region="knee" data-side="left" aria-label="left knee" tabindex="-1"/></svg>
      <p class="pointed"></p>
      <details><summary>Front <span class="count"></span></summary>
      <input type="checkbox" name="site" value="groin@left" checked>
      <input type="checkbox" name="site" value="knee@left"></details>`;
    document.body.replaceChildren(map);
  });

  const shape = (region: string): Element => map.querySelector(`[data-region=${region}]`) as Element;

  it("starts from what the server checked", () => {
    expect(shape("groin").getAttribute("aria-checked")).toBe("true");
    expect(map.chosen).toEqual(["groin@left"]);
    expect(map.querySelector(".count")?.textContent).toBe("1 chosen");
    expect(map.querySelectorAll("[tabindex='0']").length).toBe(1);
  });

  it("checks the box of a shape and tells whoever listens", () => {
    const heard: string[] = [];
    document.body.addEventListener("change", (event) => heard.push((event.target as HTMLInputElement).value));
    shape("knee").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(heard).toEqual([valueOf(shape("knee"))]);
    expect(map.chosen).toEqual(["groin@left", "knee@left"]);
    shape("knee").dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    expect(map.chosen).toEqual(["groin@left"]);
  });

  it("shows what is set from outside, without an event", () => {
    let heard = 0;
    map.addEventListener("change", () => { heard += 1; });
    map.chosen = ["knee@left"];
    expect(shape("groin").getAttribute("aria-checked")).toBe("false");
    expect(shape("knee").getAttribute("aria-checked")).toBe("true");
    expect(heard).toBe(0);
  });
});
