import { type Handshake, Subscribers } from "./subscribers.ts";

/** The process of the subscribers. It exits with its parent. */
export type Command =
  | { open: Handshake; count: number }
  | { waitForMarker: string }
  | { count: "events" }
  | { close: true };

let subscribers = new Subscribers();

process.on("message", async (command: Command) => {
  try {
    if ("open" in command) {
      await subscribers.open(command.open, command.count);
      process.send?.({ opened: true });
    } else if ("waitForMarker" in command) {
      process.send?.({ delivery: await subscribers.waitForMarker(command.waitForMarker) });
    } else if ("count" in command) process.send?.({ events: subscribers.events });
    else {
      subscribers.close();
      subscribers = new Subscribers();
      process.send?.({ closed: true });
    }
  } catch (error) {
    process.send?.({ failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
