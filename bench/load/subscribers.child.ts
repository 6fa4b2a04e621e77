import { type Handshake, Listeners } from "./subscribers.ts";

/** The listeners as a process of their own. It ends with its parent. */
export type Order =
  | { open: Handshake; count: number }
  | { hear: string }
  | { count: "events" }
  | { close: true };

let listeners = new Listeners();

process.on("message", async (order: Order) => {
  try {
    if ("open" in order) {
      await listeners.open(order.open, order.count);
      process.send?.({ opened: true });
    } else if ("hear" in order) process.send?.({ heard: await listeners.hear(order.hear) });
    else if ("count" in order) process.send?.({ events: listeners.events });
    else {
      listeners.close();
      listeners = new Listeners();
      process.send?.({ closed: true });
    }
  } catch (error) {
    process.send?.({ failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
