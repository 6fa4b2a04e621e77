import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import styles from "./answer-form.module.css";
import type { AnswerFormProps } from "./answer-form.tsx";
import { optionOfKey } from "./option-keys.ts";
import { optionText } from "./option-text.ts";
import { optionLook } from "./options.ts";
import { sayGame } from "./text.ts";

/** Options to tap. Of a `multiple` question they are marked first, and sent together. */
export function ChoiceForm({ question, standing, disabled, onAnswer }: AnswerFormProps) {
  const { kind, options } = question;
  const isMultiple = kind === "multiple";
  const marked = useSignal<readonly number[]>([]);
  const isEmpty = useSignal(false);
  const list = useRef<HTMLUListElement>(null);

  const chosen = standing ? (standing.choices ?? [standing.choice]) : marked.value;
  const toggle = (id: number) => {
    const others = marked.value.filter((other) => other !== id);
    marked.value = others.length < marked.value.length ? others : [...others, id].sort((a, b) => a - b);
    isEmpty.value = false;
  };
  const send = () => {
    if (disabled) return;
    isEmpty.value = marked.value.length === 0;
    if (!isEmpty.value) onAnswer({ choices: [...marked.value] });
  };
  useKeys((event) => {
    if (disabled) return;
    const index = optionOfKey(event.key, options.length);
    const button = index === undefined ? undefined : list.current?.querySelectorAll("button")[index];
    if (button) {
      button.focus();
      if (isMultiple) toggle(options[index!]!.id);
    } else if (event.key === "Enter" && isMultiple && isOfOptions(event.target, list.current)) send();
    else return;
    event.preventDefault();
  });

  return (
    <div class={styles.form}>
      {isMultiple && !standing && <p class={styles.hint}>{sayGame().chooseAll()}</p>}
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ul class={styles.options} role="list" aria-label={sayGame().options()} ref={list}>
        {options.map((option) => {
          const { letter, shape, path, color } = optionLook(option.id);
          const isChosen = chosen.includes(option.id);
          const look = [
            styles.option,
            isChosen && styles.chosen,
            standing && !isChosen && styles.left,
            disabled && !standing && styles.waiting,
          ];
          return (
            <li key={option.id}>
              <button
                type="button"
                class={look.filter(Boolean).join(" ")}
                style={{ "--color": color }}
                aria-pressed={isChosen}
                aria-disabled={disabled || undefined}
                onClick={(event) => {
                  // The second click of a double click may meet what has just appeared under it.
                  if (disabled || (!isMultiple && event.detail > 1)) return;
                  if (isMultiple) toggle(option.id);
                  else onAnswer({ choice: option.id });
                }}
              >
                <span class={styles.mark} aria-hidden="true">
                  <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path
                      d={path}
                      fill="currentcolor"
                      stroke="currentcolor"
                      stroke-width="1.5"
                      stroke-linejoin="round"
                    />
                  </svg>
                  <span class={shape === "triangle" ? styles.low : ""}>{letter}</span>
                </span>
                <span class={styles.text} dir="auto">
                  <span class="visually-hidden">{letter}: </span>
                  {optionText(question, option)}
                </span>
                <span class={styles.tick}>{isChosen && <Icon name="check" />}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {isMultiple && !standing && (
        <div class={styles.send}>
          <p class={styles.hint} aria-live="polite">
            {isEmpty.value ? sayGame().empty.choices() : sayGame().chosen({ n: marked.value.length })}
          </p>
          <Button look="primary" large wide disabled={disabled || marked.value.length === 0} onClick={send}>
            {sayGame().send()}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Enter on something else keeps its meaning. */
function isOfOptions(target: EventTarget | null, list: HTMLElement | null): boolean {
  const isOption = target instanceof Node && list?.contains(target);
  return isOption || !(target instanceof Element) || !target.closest("button, a, summary");
}

/** Listens to the keys of the whole page, except while something is typed or a dialog is open. */
function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const newest = useRef(onKey);
  newest.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target, ctrlKey, metaKey, altKey, isComposing, repeat, defaultPrevented } = event;
      if (ctrlKey || metaKey || altKey || isComposing || repeat || defaultPrevented) return;
      if (target instanceof Element && target.closest("input, textarea, select, dialog")) return;
      if (!document.querySelector("dialog[open]")) newest.current(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
