import { signal } from "@preact/signals";

/** Whether the device has a network, as far as it knows: a stream that has died in silence shows it only later. */
export const hasNetwork = signal(globalThis.navigator?.onLine !== false);

for (const name of ["online", "offline"]) {
  globalThis.addEventListener?.(name, () => {
    hasNetwork.value = navigator.onLine;
  });
}
