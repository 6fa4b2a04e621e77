import { TextField } from "../../ui/field.tsx";
import { DeskIcon, type DeskIconName } from "../shell/desk-icon.tsx";
import { CheckField, SelectField } from "./choice-fields.tsx";
import { showDuration } from "./duration.ts";
import styles from "./new-session.module.css";
import { programmeMs } from "./programme.ts";
import {
  FAIRNESSES,
  FEEDBACKS,
  hasFairness,
  LEADERBOARDS,
  PACES,
  type Pace,
  SCORINGS,
  type SettingsForm,
  STATS,
  withPace,
} from "./settings-draft.ts";
import { say, texts } from "./text.ts";

interface SettingsFieldsProps {
  form: SettingsForm;
  /** What is wrong, by the form's fields. */
  errors: Readonly<Record<string, string>>;
  /** The questions' time limits in ms. */
  limits: readonly (number | null)[];
  onChange: (form: SettingsForm) => void;
}

/** The settings of a session in plain words. */
export function SettingsFields({ form, errors, limits, onChange }: SettingsFieldsProps) {
  const words = say().new;
  const setting = say().setting;
  const set = (changes: Partial<SettingsForm>) => onChange({ ...form, ...changes });
  const { pace } = form;
  type TextName = "readSeconds" | "graceSeconds" | "gapSeconds" | "expectedPlayers" | "opensAt" | "closesAt";
  const text = (name: TextName | "title", input: Record<string, unknown> = {}, values = {}) => (
    <TextField
      {...input}
      label={setting[name].label()}
      hint={setting[name].hint(values)}
      error={errors[name]}
      value={form[name]}
      autocomplete="off"
      onInput={({ currentTarget }) => set({ [name]: currentTarget.value })}
    />
  );
  const number = (name: TextName) => text(name, { inputMode: "decimal" });
  const time = (name: TextName) => text(name, { type: "datetime-local" }, { zone: zoneName() });
  const check = (name: "lateJoin" | "uniqueNicknames" | "closeWhenAllAnswered") => (
    <CheckField
      label={setting[name].label()}
      checked={form[name]}
      error={errors[name]}
      onChange={(checked) => set({ [name]: checked })}
    />
  );
  const select = <N extends "feedback" | "stats" | "scoring" | "fairness" | "leaderboard">(
    name: N,
    values: readonly SettingsForm[N][],
  ) => {
    const own = setting[name] as unknown as Record<"label" | SettingsForm[N], () => string>;
    return (
      <SelectField
        label={own.label()}
        value={form[name]}
        error={errors[name]}
        options={values.map((value) => ({ value, text: own[value]() }))}
        onChange={(value) => set({ [name]: value })}
      />
    );
  };
  const msOf = (seconds: string) => 1000 * (Number(seconds.replace(",", ".")) || 0);
  const length = programmeMs(limits, { readMs: msOf(form.readSeconds), gapMs: msOf(form.gapSeconds) });
  return (
    <>
      <fieldset class={styles.paces}>
        <legend class={styles.legend}>{words.pace()}</legend>
        {PACES.map((one) => (
          <PaceCard
            key={one}
            pace={one}
            checked={pace === one}
            onChoose={() => onChange(withPace(form, one))}
          />
        ))}
      </fieldset>
      <section class={styles.group}>
        <h2>{words.play()}</h2>
        <div class={styles.grid}>
          {select("feedback", FEEDBACKS)}
          {select("stats", STATS)}
          {select("scoring", SCORINGS)}
          {hasFairness(form) && select("fairness", FAIRNESSES)}
          {select("leaderboard", LEADERBOARDS)}
          {pace !== "self" && number("readSeconds")}
          {pace === "auto" && number("gapSeconds")}
        </div>
        {pace !== "self" && check("closeWhenAllAnswered")}
        {pace === "auto" && (
          <p class={styles.note}>{words.length({ time: showDuration(length, texts.language) })}</p>
        )}
      </section>
      {pace !== "host" && (
        <section class={styles.group}>
          <h2>{words.when()}</h2>
          <div class={styles.grid}>
            {time("opensAt")}
            {pace === "self" && time("closesAt")}
          </div>
        </section>
      )}
      <section class={styles.group}>
        <h2>{words.who()}</h2>
        {check("lateJoin")}
        {check("uniqueNicknames")}
      </section>
      <details
        class={styles.more}
        open={Boolean(errors.title || errors.graceSeconds || errors.expectedPlayers)}
      >
        <summary>{words.more()}</summary>
        <div class={styles.grid}>
          {text("title", { maxLength: 200, dir: "auto" })}
          {number("expectedPlayers")}
          {number("graceSeconds")}
        </div>
      </details>
    </>
  );
}

const ICONS: Record<Pace, DeskIconName> = { host: "screen", auto: "play", self: "people" };

function PaceCard({ pace, checked, onChoose }: { pace: Pace; checked: boolean; onChoose: () => void }) {
  const words = say().pace[pace];
  return (
    <label class={styles.pace}>
      <input type="radio" name="pace" value={pace} checked={checked} onChange={onChoose} />
      <span class={styles.paceIcon}>
        <DeskIcon name={ICONS[pace]} size="1.75rem" />
      </span>
      <strong>{words.name()}</strong>
      <span class={styles.paceText}>{words.text()}</span>
    </label>
  );
}

/** The host's time zone in words, such as "Central European Time". */
export function zoneName(): string {
  const parts = new Intl.DateTimeFormat(texts.language, { timeZoneName: "long" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}
