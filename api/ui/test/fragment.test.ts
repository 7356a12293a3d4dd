import { expect, test } from "vitest";
import { pack, unpack } from "../src/state/fragment";

test("what is packed comes back, whatever the characters", async () => {
  for (const text of ["", "e21", "sciatic nerve → {\"é\": \"𝄞\"}\n".repeat(50)]) {
    expect(await unpack(await pack(text))).toBe(text);
  }
});

test("a packed text holds only characters that an address may hold", async () => {
  expect(await pack("piriformis syndrome ".repeat(40))).toMatch(/^[A-Za-z0-9_-]*$/);
});

test("something else is not unpacked", async () => {
  for (const packed of ["%%%", "hello", "AAAA"]) expect(await unpack(packed)).toBeNull();
});
