import { expect, test } from "vitest";

import { createPlaces } from "./places.ts";

const never = new AbortController().signal;

test("places are given in the order of asking", async () => {
  const places = createPlaces(1, 10);
  const order: string[] = [];
  await places.enter(never);
  const first = places.enter(never).then(() => order.push("first"));
  const second = places.enter(never).then(() => order.push("second"));
  places.leave();
  await first;
  expect(order).toEqual(["first"]);
  places.leave();
  await second;
  expect(order).toEqual(["first", "second"]);
});

test("a full queue takes nobody more", async () => {
  const places = createPlaces(1, 1);
  await places.enter(never);
  const waiting = places.enter(never);
  expect(await places.enter(never)).toBe("full");
  places.leave();
  expect(await waiting).toBe("entered");
});

test("whoever gives up waiting leaves the queue, and no place is lost", async () => {
  const places = createPlaces(1, 1);
  const impatient = new AbortController();
  await places.enter(never);
  const given = places.enter(impatient.signal);
  impatient.abort();
  expect(await given).toBe("aborted");
  const patient = places.enter(never);
  places.leave();
  expect(await patient).toBe("entered");
});

test("giving up after the place was given changes nothing", async () => {
  const places = createPlaces(1, 1);
  const late = new AbortController();
  await places.enter(never);
  const waiting = places.enter(late.signal);
  places.leave();
  late.abort();
  expect(await waiting).toBe("entered");
});

test("an aborted signal takes no place", async () => {
  const places = createPlaces(1, 0);
  expect(await places.enter(AbortSignal.abort())).toBe("aborted");
  expect(await places.enter(never)).toBe("entered");
});
