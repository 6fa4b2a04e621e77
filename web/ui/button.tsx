import type { ComponentChildren, JSX } from "preact";
import styles from "./button.module.css";

export type ButtonLook = "normal" | "primary" | "quiet" | "plain" | "danger";

interface Look {
  look?: ButtonLook;
  large?: boolean;
  wide?: boolean;
  children: ComponentChildren;
}
type ButtonProps = Look &
  Omit<JSX.IntrinsicElements["button"], "class" | "className" | "disabled" | "size"> & {
    /** It stays in the order of the keyboard, and says that it cannot be pressed now. */
    disabled?: boolean | undefined;
  };

const classOf = ({ look = "normal", large, wide }: Omit<Look, "children">) =>
  [styles.button, look !== "normal" && styles[look], large && styles.large, wide && styles.wide]
    .filter(Boolean)
    .join(" ");

/** A button. At most one of a view has the look `primary`: what to do next. */
export function Button({ look, large, wide, disabled, onClick, children, ...others }: ButtonProps) {
  return (
    <button
      type="button"
      {...others}
      class={classOf({ look, large, wide } as Look)}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button: it leads to another address. */
export function ButtonLink({
  look,
  large,
  wide,
  children,
  ...others
}: Look & Omit<JSX.IntrinsicElements["a"], "class" | "className">) {
  return (
    <a {...others} class={classOf({ look, large, wide } as Look)}>
      {children}
    </a>
  );
}
