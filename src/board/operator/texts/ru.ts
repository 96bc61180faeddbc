// The operators' page in Russian.

import type { AdminAction } from "../actions/admin-action.ts";
import type { FieldProblem } from "../actions/signal-form.ts";
import type { ApiError } from "../api-error.ts";
import type { Issue, HealthStatus } from "../stats/health-status.ts";
import type { Texts } from "./en.ts";

const LOCALE = "ru-RU";
const NUMBERS = new Intl.PluralRules("ru");

const LEVELS: Readonly<Record<HealthStatus["level"], string>> = {
  unknown: "Проверяем",
  healthy: "Всё в порядке",
  warning: "Внимание",
  critical: "Авария",
};

const FIELD_PROBLEMS: Readonly<Record<FieldProblem["problem"], string>> = {
  missing: "Это поле нужно заполнить.",
  not_a_number: "Число, как его пишет JSON, например 8.40.",
  not_an_object: 'Объект JSON, например {"mexc_spot_price": 0.00670000}.',
  duplicate_key: "Один из его ключей уже есть среди полей выше.",
};

function count(number: number, one: string, few: string, many: string): string {
  const form = NUMBERS.select(number);
  const noun = form === "one" ? one : form === "few" ? few : many;
  return `${number.toLocaleString(LOCALE)} ${noun}`;
}

const sockets = (number: number) => count(number, "сокет", "сокета", "сокетов");
const messages = (number: number) => count(number, "сообщение", "сообщения", "сообщений");

function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });
}

function errorText(error: ApiError): string {
  switch (error.kind) {
    case "unreachable":
      return "Сервис недоступен.";
    case "key_rejected":
      return "Сервис не знает этого ключа, или это ключ другого вида.";
    case "busy":
      return "Сервис перегружен (503).";
    case "invalid":
      return error.errors.map(({ path, reason }) => `${path} ${reason}`.trim()).join("; ");
    case "rejected":
      return `${error.status}: ${error.reason || "сервис не назвал причину"}`;
  }
}

function issueText(issue: Issue): string {
  switch (issue.kind) {
    case "poll_failed":
      return errorText(issue.error);
    case "source":
      return issue.state === "down"
        ? `Источник ${issue.name} не публикует.`
        : `Источник ${issue.name} опаздывает.`;
    case "full":
      return `${sockets(issue.sockets)}: хаб почти полон.`;
    case "catching_up":
      return `Отстают: ${sockets(issue.sockets)}, самый медленный на ${messages(issue.lag)}.`;
    case "queued":
      return `Сообщения приходят быстрее, чем рассылаются: ждут ${messages(issue.messages)}.`;
    case "slow_closed":
      return `За последнюю минуту закрыто слишком медленных: ${sockets(issue.sockets)}.`;
  }
}

function questionText(action: AdminAction): string {
  switch (action.kind) {
    case "grant":
      return action.until === null
        ? `Дать пользователю ${action.userId} VIP без срока?`
        : `Дать пользователю ${action.userId} VIP до ${formatDateTime(action.until)}?`;
    case "revoke":
      return `Забрать VIP у пользователя ${action.userId}? Все его сокеты сразу закроются.`;
    case "disconnect":
      return action.notBefore === null
        ? `Закрыть все сокеты пользователя ${action.userId}? Он сможет сразу подключиться снова.`
        : `Закрыть все сокеты пользователя ${action.userId} и не принимать токены, выданные до этого момента?`;
  }
}

function doneText(action: AdminAction, closed: number): string {
  const ended = `Закрыто: ${sockets(closed)}.`;
  switch (action.kind) {
    case "grant":
      return `У пользователя ${action.userId} теперь VIP ${action.until === null ? "без срока" : `до ${formatDateTime(action.until)}`}. ${ended}`;
    case "revoke":
      return `У пользователя ${action.userId} больше нет VIP. ${ended}`;
    case "disconnect":
      return `Пользователь ${action.userId} отключён. ${ended}`;
  }
}

/** The texts, with Russian plurals. */
export const RU: Texts = {
  title: "Оператор",

  signIn: "Войти",
  signInHint:
    "Нужен ключ из OPERATOR_KEYS. Он хранится только в этой вкладке, отправляется только этому сервису и забывается, когда вы её закроете.",
  key: "Ключ оператора",
  pending: "Ждём ответа сервиса…",
  signOut: "Выйти",

  level: (level) => LEVELS[level],
  issue: issueText,
  error: errorText,
  asOf: (time) => `По состоянию на ${time}`,
  never: "никогда",
  stale: (time) =>
    time === null
      ? "Данных пока нет. Повторяем каждые две секунды."
      : `Показаны данные на ${time}, а не текущие данные. Повторяем каждые две секунды.`,
  unknown: "–",

  connections: "Соединения",
  breakdownBy: "Показать",
  breakdown: {
    total: "Все",
    sockets_by_subprotocol: "По субпротоколам",
    sockets_by_location: "По расположению",
  },
  sockets: "Сокеты",
  users: "Пользователи",
  noConnections: "Никто не подключён.",

  line: "Линия",
  now: "Сейчас",
  min: "Мин.",
  max: "Макс.",
  overTime: (title) => `${title}: с открытия этой страницы, не больше получаса`,
  perSecond: (rate) => `${rate.toLocaleString(LOCALE, { maximumFractionDigits: 1 })}/с`,
  milliseconds: (ms) => `${ms.toLocaleString(LOCALE, { maximumFractionDigits: 1 })} мс`,
  number: (number) => number.toLocaleString(LOCALE, { maximumFractionDigits: number < 10 ? 1 : 0 }),

  publishing: "Публикация",
  messages: "Сообщения",
  publishRequests: "Запросы публикации",
  deliveries: "Доставки",
  sinceLogBegan: "с начала журнала",

  fanOut: "Время рассылки",
  fanOutP99: "Рассылка, p99",
  median: "p50 (медиана)",
  p99: "p99",
  fanOutHint: "Сколько длится одна рассылка всем сокетам, по всем с начала журнала.",

  backlog: "Журнал и отставание",
  backlogHint:
    "Отставание: расстояние от последнего сообщения до самого медленного сокета. Отставшие сокеты догоняют по журналу.",
  head: "Последнее сообщение",
  oldest: "Самое старое в журнале",
  signals: "Открытые сигналы",
  lag: "Отставание, сообщ.",
  catchingUp: "Отставшие сокеты",
  queued: "В очереди, не разослано",
  slowClosed: "Закрыто слишком медленных",
  database: "База данных",
  bytes: (bytes) =>
    `${(bytes / 1_048_576).toLocaleString(LOCALE, { maximumFractionDigits: 2 })} МиБ`,

  sources: "Источники",
  source: "Источник",
  state: "Состояние",
  lastPublish: "Последняя публикация",
  noSources: "Ни у одного источника не задан интервал (PUT /internal/sources/{name}).",
  states: { live: "активен", late: "опаздывает", down: "не публикует" },

  cost: "Расходы за месяц",
  costOf: (month) => `${month}, на сегодня`,
  plan: "План Workers Paid",
  requests: "Запросы к хабу",
  rows: "Записанные строки",
  used: "Израсходовано",
  dollars: "US$",
  total: "Всего",
  usd: (dollars) =>
    dollars.toLocaleString(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  pricesOf: (date) => `Цены на ${date}`,
  costHint:
    "Сюда не входят запросы к самому Worker сверх 10 миллионов, а чтение строк и хранение сверх включённого. Запросы этой страницы входят.",

  members: "Подписчики",
  userId: "Идентификатор пользователя",
  until: "VIP до (пусто: без срока)",
  alsoTokens: "Не принимать токены, выданные до этого момента",
  grant: "Дать VIP",
  revoke: "Забрать VIP",
  disconnect: "Отключить",
  invalidUserId: "Какой пользователь? Нужен идентификатор, но не . и не ..",
  invalidDate: "Это не дата и время.",
  question: questionText,
  done: doneText,
  cancel: "Отмена",
  maybeDone: "Неизвестно, выполнено это или нет.",

  publishSignal: "Опубликовать сигнал",
  producerKey: "Ключ источника",
  messageType: "Сообщение",
  signalType: "Тип сигнала",
  signalId: "Идентификатор",
  coin: "Монета",
  position: "Позиция",
  noPosition: "нет",
  spread: "Спред",
  more: "Другие поля, объект JSON",
  send: "Опубликовать",
  fieldProblem: (problem) => FIELD_PROBLEMS[problem],
  published: ({ seq, duplicate, recipients }) =>
    duplicate
      ? `Уже известно под номером ${seq}: повторно не отправлено.`
      : `Записано под номером ${seq}, получат: ${sockets(recipients)}.`,
  maybePublished:
    "Возможно, сигнал записан. Если опубликовать его ещё раз без изменений, второй записи не будет.",

  tail: "Журнал в реальном времени",
  pause: "Пауза",
  resume: "Продолжить",
  paused: "На паузе",
  noMessages: "Журнал пуст.",
  tailHint: (lines) => `Последние сообщения, не больше ${lines}, новые сверху.`,

  charts: "Графики: TradingView Lightweight Charts™",
};
