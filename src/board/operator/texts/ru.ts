// What the operator's page says, in Russian.

import type { Health } from "../health.ts";
import type { FieldProblem } from "../signal-form.ts";
import type { Trouble } from "../trouble.ts";
import type { Texts } from "./en.ts";

const HEALTH: { readonly [Kind in Health["kind"]]: (count: number) => string } = {
  healthy: () => "Всё в порядке",
  unreachable: () => "Нет связи",
  down: (count) => `Молчат источники: ${count}`,
  late: (count) => `Опаздывают источники: ${count}`,
  behind: (count) => `Отстают сокеты: ${count}`,
};

const FIELD: { readonly [Kind in FieldProblem["problem"]]: string } = {
  missing: "не заполнено",
  not_a_number: "не число",
  not_an_object: "не объект JSON",
  twice: "содержит ключ, который есть и в поле выше",
};

function trouble(trouble: Trouble): string {
  switch (trouble.kind) {
    case "unreachable":
      return "Сервис недоступен. Показано то, что было известно раньше.";
    case "key_refused":
      return "Сервис не знает этого ключа, или он другого вида.";
    case "busy":
      return "Сервис сейчас не может этого сделать. Попробуйте ещё раз.";
    case "invalid":
      return trouble.errors.map(({ path, reason }) => `${path} ${reason}`).join("; ");
    case "refused":
      return `Сервис отказал (${trouble.status}): ${trouble.reason}`;
  }
}

export const RU: Texts = {
  title: "Сигналы: оператор",
  key: "Ключ оператора",
  keyHint:
    "Ключ из OPERATOR_KEYS. Он хранится только в этой вкладке и забывается, когда вы её закроете.",
  signIn: "Войти",
  signOut: "Выйти",
  health: ({ kind, count }) => HEALTH[kind](count),
  trouble,
  asOf: (time) => `По состоянию на ${time}`,
  loading: "Ждём первые числа…",
  awake: "Страница спрашивает каждые 2 секунды, пока она видна, и не даёт хабу заснуть.",

  connections: "Соединения",
  sockets: "Сокеты",
  users: "Пользователи",
  byDialect: "По диалектам",
  byLocation: "По местам",

  flow: "Сообщения",
  head: "Позиция",
  openSignals: "Открытые сигналы",
  rate: "Сообщений в секунду",
  deliveryRate: "Доставок в секунду",
  push: "Рассылка длится, p50 / p99",
  milliseconds: (p50, p99) => `${p50} / ${p99} мс`,
  behind: "Отстающие сокеты",
  lag: "Сообщений до самого отставшего",
  slowClosed: "Закрыты как слишком медленные",
  gathered: "Ждут рассылки",
  chartTold: (points, lowest, highest, last) =>
    `Точек: ${points}, минимум ${lowest}, максимум ${highest}, последнее ${last}`,

  sources: "Источники",
  source: { live: "в эфире", late: "опаздывает", down: "молчит" },
  noSources: "Ни один источник не сказал, как часто он пишет.",
  lastPost: "Последнее сообщение",
  never: "никогда",

  members: "Участники",
  userId: "Пользователь",
  until: "VIP до (пусто: без срока)",
  olderTokens: "Отклонять и прежние токены пользователя",
  grant: "Дать VIP",
  revoke: "Отозвать VIP",
  disconnect: "Отключить",
  sureGrant: (user, until) =>
    `Дать VIP пользователю ${user} ${until === null ? "без срока" : `до ${until}`}?`,
  sureRevoke: (user) =>
    `Отозвать VIP пользователя ${user}, что бы ни говорил токен? Открытые сокеты закроются.`,
  sureDisconnect: (user, older) =>
    `Закрыть все сокеты пользователя ${user}${older ? " и отклонять токены, выданные до сих пор" : ""}?`,
  confirm: "Да",
  cancel: "Отмена",
  done: (closed) => `Готово. Закрыто сокетов: ${closed}.`,
  badUser: "Адрес не может назвать такого пользователя.",
  badUntil: "Это не момент времени.",

  post: "Отправить сигнал",
  producerKey: "Ключ источника",
  kind: "Сообщение",
  signalType: "Тип",
  id: "Номер",
  coin: "Монета",
  position: "Позиция",
  spread: "Спред",
  more: "Другие данные, объектом JSON",
  send: "Отправить",
  posted: (seq, recipients, duplicate) =>
    duplicate
      ? `Это уже было сохранено под номером ${seq}.`
      : `Сохранено под номером ${seq}; сокетов, которые его получат: ${recipients}.`,
  fieldProblem: (name, problem) => `${name}: ${FIELD[problem]}.`,

  tail: "Живой журнал",
  pause: "Пауза",
  resume: "Дальше",
  noLines: "Ещё ничего не отправлено.",
  time: "Время",
  data: "Данные",

  cost: "За этот месяц",
  costPlan: "Тариф",
  costRequests: (count) => `Запросы: ${count}`,
  costRows: (count) => `Записанные строки: ${count}`,
  costTotal: "Вместе",
  costHint: (published) =>
    `Без налогов, по ценам на ${published}; включённое в тариф больше ничего не стоит. С тех пор, как хаб считает.`,

  charts: "Графики: TradingView Lightweight Charts™",
};
