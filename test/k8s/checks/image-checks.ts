import { isStampedeContainer } from "../containers.ts";
import { type KubeObject, nameOf, workloads } from "../objects.ts";

/** A tag of one release, such as `2.9.10-alpine`, `v0.10.2` or `15.18`. */
const RELEASE = /^v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/;
/** Servers whose releases have two numbers. */
const TWO_NUMBERS = /(^|\/)postgres(ql)?:/;

/**
 * Images of servers whose tag may change under us: no tag, or only a major version. Our own image is set by the release (checkRelease).
 */
export function checkImages(objects: readonly KubeObject[]): string[] {
  const inPods = workloads(objects).flatMap(({ name, pod }) =>
    [...(pod.initContainers ?? []), ...pod.containers]
      .filter((container) => !isStampedeContainer(container))
      .map(({ image }): [string, string] => [name, image]),
  );
  const ofClusters = objects
    .filter(({ kind }) => kind === "Cluster")
    .map((object): [string, string] => [
      nameOf(object),
      (object.spec as unknown as { imageName: string }).imageName,
    ]);
  return [...inPods, ...ofClusters]
    .filter(([, image]) => !isPinned(image))
    .map(([name, image]) => `${name}: the image ${image} has no exact release`);
}

/** Whether a name of an image has a digest, or the tag of one release. */
export function isPinned(image: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(image) || isRelease(image);
}

function isRelease(image: string): boolean {
  const tag = image.split(":").at(-1)!;
  const numbers = /^v?([\d.]+)/.exec(tag)?.[1]?.split(".").length ?? 0;
  return RELEASE.test(tag) && (numbers === 3 || TWO_NUMBERS.test(image));
}
