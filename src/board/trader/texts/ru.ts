// The traders' page in Russian.

import type { CloseReason } from "../../../protocol/close-codes.ts";
import type { DisconnectReason } from "../../../client/index.ts";
import type { Texts } from "./en.ts";

const CLOSE_REASONS: Readonly<Record<CloseReason, string>> = {
  unauthorized: "Токен недействителен или истёк. Получите новый и вставьте его сюда.",
  vip_required: "У аккаунта нет VIP-подписки, или она закончилась. Продлите её и войдите снова.",
  origin_denied: "Сервис не разрешает подключения с адреса этой страницы. Сообщите оператору.",
  rate_limited: "Слишком много попыток из этой сети. Подождите минуту и войдите снова.",
  replaced:
    "Вы открыли сигналы в слишком многих местах. Закройте одно из них и войдите здесь снова.",
  slow_consumer: "Устройство или сеть не успевали за потоком. Войдите, чтобы попробовать снова.",
  draining: "Сервис перезапускается. Войдите снова.",
  silent: "Страница слишком долго не отвечала сервису. Войдите снова.",
  overloaded: "Сервис перегружен. Подождите немного и войдите снова.",
  frame_too_big: "Фильтр слишком длинный для сервиса. Сократите его и войдите снова.",
  binary_frame: "Страница отправила неверное сообщение. Перезагрузите её.",
  query_invalid: "Фильтр в адресе неверный. Очистите его и войдите снова.",
};

const DISCONNECT_REASONS: Readonly<Record<DisconnectReason, string>> = {
  ...CLOSE_REASONS,
  lost: "соединение прервалось",
  timeout: "сервис не ответил",
  no_token: "не удалось получить токен",
  rate_limited: "слишком много попыток",
  slow_consumer: "сеть не успевает за потоком",
  draining: "сервис перезапускается",
  silent: "нет ответа на ping",
  overloaded: "сервис перегружен",
};

const TYPES: Readonly<Record<string, string>> = {
  mexc_spot_futures: "Спот–фьючерс",
  funding_rate: "Фандинг",
  mexc_dex: "MEXC–DEX",
};

const NUMBERS = new Intl.PluralRules("ru");

function openSignals(count: number): string {
  switch (NUMBERS.select(count)) {
    case "one":
      return `${count} открытый сигнал`;
    case "few":
      return `${count} открытых сигнала`;
    default:
      return `${count} открытых сигналов`;
  }
}

/** The texts, with Russian plurals. */
export const RU: Texts = {
  title: "Сигналы",
  signIn: "Войти",
  signInHint:
    "Вставьте токен доступа VIP-аккаунта. Он хранится только в этой вкладке и забывается, когда вы её закроете.",
  token: "Токен доступа",
  notAToken: "Это не токен доступа: нужны три части, разделённые точками.",
  signOut: "Выйти",
  tryAgain: "Попробовать снова",
  closeReason: (reason) => CLOSE_REASONS[reason],

  idle: "Нет соединения",
  connecting: "Соединение",
  catchingUp: "Синхронизация",
  live: "Онлайн",
  waiting: "Не в сети",
  stopped: "Остановлено",
  retryIn: (seconds, reason) =>
    `${DISCONNECT_REASONS[reason]}; следующая попытка через ${seconds} с`,
  asOf: (time) => `По состоянию на ${time}`,
  cursor: "Курсор",
  latency: "Задержка",
  latencyHint: "От записи до показа, медиана и 99-й процентиль по последней 1000 сообщений",
  roundTrip: "Пинг",
  milliseconds: (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} мс`,
  gapNotice: "Части сообщений уже нет в журнале. В таблице сигналы, открытые сейчас.",

  sources: "Источники",
  source: { live: "активен", late: "опаздывает", down: "не публикует" },

  filters: "Фильтр",
  anyPosition: "Любая",
  types: "Типы",
  coins: "Монеты",
  coinsHint: "NB, BTC",
  side: "Позиция",
  minSpread: "Спред от",
  badSpread: "Число, например 2.5",
  clearFilters: "Сбросить",
  shown: openSignals,

  typeName: (type) => TYPES[type] ?? type,
  coin: "Монета",
  type: "Тип",
  spread: "Спред",
  trend: "Тренд",
  age: "Возраст",
  changed: "Изменён",
  none: "Подходящих открытых сигналов нет. Новые появятся здесь сами.",
  loading: "Загружаем открытые сигналы…",

  details: "Сигнал",
  close: "Закрыть",
  chart: (coin) => `Спред ${coin} во времени`,
  chartSummary: (points, low, high, last) =>
    `Точек: ${points}, минимум ${low}, максимум ${high}, последнее ${last}`,
  fields: "Все поля",
  ended: "Этот сигнал больше не открыт.",

  settings: "Настройки",
  sound: "Звук",
  notify: "Уведомления",
  alertTitle: (coin) => `Новый сигнал: ${coin}`,
  notifyDenied: "Браузер не разрешает уведомления для этой страницы.",
  charts: "Графики: TradingView Lightweight Charts™",

  seconds: (count) => `${count} с`,
  minutes: (count) => `${count} мин`,
  hours: (count) => `${count} ч`,
  days: (count) => `${count} д`,
};
