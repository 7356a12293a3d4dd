import { expect, test } from "vitest";
import { EMPTY, canRedo, canUndo, current, done, redone, undone, type Timeline } from "../src/state/timeline";

const three = ["a", "b", "c"].reduce<Timeline<string>>(done, EMPTY);

test("undo and redo move the pointer and keep every event", () => {
  const back = undone(undone(three));
  expect(current(back)).toEqual(["a"]);
  expect(current(redone(redone(back)))).toEqual(["a", "b", "c"]);
  expect(canRedo(back)).toBe(true);
});

test("something new after an undo replaces what was undone", () => {
  const other = done(undone(three), "d");
  expect(current(other)).toEqual(["a", "b", "d"]);
  expect(canRedo(other)).toBe(false);
});

test("both ends are firm", () => {
  expect(undone(EMPTY)).toEqual(EMPTY);
  expect(redone(three)).toEqual(three);
  expect(canUndo(EMPTY)).toBe(false);
});
