/** What a column of a table of questions can be. */
export type ColumnRole =
  | "kind"
  | "question"
  | "correct"
  | "tolerance"
  | "match"
  | "time"
  | "points"
  | "explanation"
  | "image"
  /** A number of the row, which means nothing. */
  | "number";

/**
 * The words with which the name of a column begins, folded (see foldName): the first role that fits counts. A word also
 * stands for all that go on after it: "correct" for "correct answer".
 */
const NAMES = (
  [
    ["kind", "kind;type;question type;fragetyp;frageart;typ;art der frage;tipo;vraagtype;soort"],
    [
      "explanation",
      "explanation;answer explanation;general feedback;rationale;erklarung;begrundung;explication;" +
        "explicacion;explicacao;spiegazione;uitleg;toelichting",
    ],
    [
      "image",
      "image;question image;picture;bild;imagen;imagem;immagine;afbeelding;lien de l image;" +
        "enlace de imagen;link da imagem",
    ],
    ["tolerance", "tolerance;toleranz;tolerancia;tolleranza;tolerantie"],
    ["match", "match"],
    [
      "time",
      "timer;time;seconds;duration;zeit;zeitlimit;limite de temps;temps;duree;limite de tiempo;tiempo;" +
        "limite de tempo;limite di tempo;tempo;tijdslimiet;tijdlimiet;tijd;seconden;sekunden;secondes;" +
        "segundos;secondi",
    ],
    ["points", "points;point;punkte;puntos;pontos;punti;punten"],
    [
      "correct",
      "correct;right;answer key;solution;key;richtig;richtige;korrekt;korrekte;losung;bonne reponse;" +
        "bonnes reponses;reponse correcte;reponses correctes;reponse juste;correcte;respuesta correcta;" +
        "respuestas correctas;correcta;correctas;correcto;solucion;resposta correta;respostas corretas;" +
        "resposta certa;correta;corretas;certa;gabarito;risposta corretta;risposte corrette;" +
        "risposta esatta;corretta;esatta;soluzione;goede antwoord;juist;juiste",
    ],
    ["question", "question;statement;frage;fragetext;aussage;pregunta;pergunta;questao;domanda;vraag;enonce"],
  ] as const satisfies (readonly [ColumnRole, string])[]
).map(([role, words]) => [role, words.split(";")] as const);

/** After the word for a question: then the column has something about it, not its text. */
const ABOUT_QUESTIONS = new Set(
  "id bank category difficulty level topic tags tag author source created kategorie categorie".split(" "),
);
const NUMBERS =
  /^(?:(?:question|q|s|sl|sr|frage|pregunta|pergunta|domanda|vraag) )?(?:nr|no|number|num|nummer|numero|id|index|row)$|^n$/;
const OPTION_WORDS =
  "option|answer|ans|answer option|choice|possible answer|antwort|antwortmoglichkeit|reponse|choix|respuesta|opcion|resposta|" +
  "opcao|alternativa|risposta|opzione|antwoord|optie|keuze";
const WRONG_WORDS =
  "(?:incorrect|wrong|false)(?: answer| option)?|distractor|falsch|falsche antwort|mauvaise reponse|" +
  "reponse (?:fausse|incorrecte)|respuesta incorrecta|incorrecta|resposta (?:incorreta|errada)|errada|incorreta|" +
  "risposta (?:sbagliata|errata)|sbagliata|errata|fout antwoord|foute antwoord|onjuist antwoord";
/** Several answers in one cell: where one ends is not sure. */
const SEVERAL =
  /^(?:(?:all|possible|incorrect|wrong|false|answer) )?(?:options|choices|answers|distractors|incorrects|antworten|antwortmoglichkeiten|reponses|choix|opciones|respuestas|opcoes|alternativas|respostas|opzioni|risposte|antwoorden)$|^falsche antworten$|^(?:mauvaises reponses|respuestas incorrectas|respostas (?:incorretas|erradas)|risposte (?:sbagliate|errate)|foute antwoorden)$/;
const OPTION = new RegExp(`^(?:${OPTION_WORDS}) ?(\\d{1,2}|(?<= )[a-t])(?: |$)`);
const PLAIN_OPTION = new RegExp(`^(?:${OPTION_WORDS})(?: text)?$`);
const WRONG = new RegExp(`^(?:${WRONG_WORDS})(?: |\\d|$)`);
const MARK = /^(?:is )?(?:correct|right) ?(\d{1,2}|(?<= )[a-t])$/;
const LETTER = /^[a-t]$/;

/** The longest name of a column that is looked at: those of templates tell how to fill them in. */
const MAX_NAME = 200;

/**
 * A name without case, accents, punctuation, "(s)" and blanks around words: "Answer 3 – max 75" is "answer 3 max 75".
 */
export function foldName(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .replace(/(?:\((?:e?s|e?n|er)\)|\/[ei]\b)/gi, "")
    .replace(/[#№]/g, " nr ")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** At the end: then the column has something about right answers, not which they are. */
const ABOUT_RIGHT_ANSWERS =
  /^(?:correct|right|key|solution) .*\b(?:feedback|rate|percent|percentage|count|stage|words)$/;
/** Also "correct answer explanation". */
const EXPLANATION = / (?:explanation|rationale)$/;

/** The role of a column by its folded name; undefined if the words are not known. */
export function roleOf(name: string): ColumnRole | undefined {
  if (NUMBERS.test(name)) return "number";
  if (EXPLANATION.test(name)) return "explanation";
  if (ABOUT_RIGHT_ANSWERS.test(name)) return undefined;
  const role = NAMES.find(([, words]) => words.some((word) => beginsWith(name, word)))?.[0];
  return role === "question" && ABOUT_QUESTIONS.has(name.split(" ")[1] ?? "") ? undefined : role;
}

function beginsWith(name: string, word: string): boolean {
  return name.startsWith(word) && (name.length === word.length || /[ \d]/.test(name[word.length]!));
}

/** The number of the option whose text a column has, from 1; undefined if it has none. */
export function optionNumber(name: string): number | undefined {
  const place = OPTION.exec(name)?.[1];
  return place === undefined ? undefined : placeNumber(place);
}

/** The same for a column with only a letter or number as its name: sure only if others stand beside it. */
export function letterNumber(name: string): number | undefined {
  return LETTER.test(name) ? placeNumber(name) : undefined;
}

/** Whether it is the name of an answer, without a number: there may be several such columns. */
export function isPlainOption(name: string): boolean {
  return PLAIN_OPTION.test(name);
}

/** Whether a column has several answers in one cell. */
export function hasSeveral(name: string): boolean {
  return SEVERAL.test(name);
}

/** Whether a column has the text of a wrong answer. */
export function isWrong(name: string): boolean {
  return WRONG.test(name);
}

/** The number of the option that a column marks as right or wrong; undefined if it marks none. */
export function markedNumber(name: string): number | undefined {
  const place = MARK.exec(name)?.[1];
  return place === undefined ? undefined : placeNumber(place);
}

/** 1 for "1" and "a". */
function placeNumber(place: string): number {
  return LETTER.test(place) ? place.charCodeAt(0) - 96 : Number(place);
}
