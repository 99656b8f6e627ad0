/* The words of the screen "tasks". The names of the tasks come from the catalogue. */
const pictures = ["house", "tree", "cup", "boat", "key", "fish", "umbrella", "flower"];

export const tasks = {
  title: "Thinking tasks",
  length: (minutes: number) =>
    `Five short tasks, about ${minutes} minutes. You may stop or leave out any of them.`,
  intro: [
    "They show how you change over time, on this device. They are not a test of your mind, and nobody is compared with others.",
    "Sit where nothing disturbs you. Keep this screen open, and use the same hand as last time.",
  ],
  soon: "Your last session was less than 24 hours ago. It is better to wait: today’s tasks would not be compared with the others.",
  begin: "Begin",
  goOn: "Go on where you stopped",
  startAfresh: "Begin afresh",
  notNow: "Not now",
  painTitle: "Before you begin",
  practise: "Practise first",
  practiseAgain: "Practise again",
  practising: (name: string) => `${name}: practice`,
  start: "Start",
  again: "Do it again",
  stop: "Stop",
  leaveOut: "Leave this one out",
  leftOut: "Left out",
  takes: (minutes: number) =>
    minutes === 1 ? "It takes about 1 minute." : `It takes about ${minutes} minutes.`,
  spoiled:
    "The screen was away during this task, so its times do not count. You can do it again, or leave it out.",
  practised: {
    end: "That was the practice. Nothing of it was recorded.",
    hit: "Right, it was the same.",
    miss: "This one was the same as two before.",
    alarm: "This one was not the same.",
    quiet: "",
  },
  steps: {
    rt_vigilance: [
      "Wait. From time to time a circle comes up.",
      "Tap as soon as you see it. On a keyboard, press space.",
      "Do not tap before it is there.",
    ],
    symbol_match: [
      "At the top each sign has a number.",
      "Look at the sign in the middle, and tap its number.",
      "Do as many as you can without mistakes.",
    ],
    two_back: [
      "You see one number after the other.",
      "Tap “The same” when a number is the same as the one two before it.",
      "In 4, 7, 4 the last 4 is the same as two before.",
    ],
    trail: [
      "Part A: tap the numbers in order, 1, 2, 3 and so on, as fast as you can.",
      "Part B: change between numbers and letters, 1, A, 2, B and so on.",
      "After a mistake, just go on with the right one.",
    ],
    picture_place: [
      "You see pictures, each at its own place. Remember the places.",
      "Then you are asked where each picture was. Tap its place.",
      "At the very end you are asked once more.",
    ],
  },
  recallTitle: "The pictures again",
  recall: ["Think of the pictures from the beginning.", "Tap the place where each of them was."],
  tooEarly: "That was too early. Wait for the circle.",
  tapHere: "Tap here when the circle comes up",
  key: "Which sign has which number",
  same: "The same",
  trailHint: {
    a: "Tap the numbers in order.",
    b: "Number, letter, number, letter.",
  },
  partB: "Part B",
  trailB: "That was part A. In part B you change between numbers and letters.",
  wrongSign: (sign: string) => `Look for ${sign}.`,
  letters: ["A", "B", "C", "D", "E", "F", "G", "H"],
  learn: "Remember where each picture is.",
  lies: (picture: number, place: number) => `${pictures[picture]}: place ${place}`,
  whereWas: (picture: number, n: number, all: number) =>
    `Where was the ${pictures[picture]}? ${n} of ${all}`,
  place: (row: number, column: number) => `Row ${row}, column ${column}`,
  endTitle: "That is all, thank you",
  endHint: "Your team looks at the change over several times, never at one time alone.",
  nothingTitle: "Nothing was recorded",
  nothing: "You left out all of the tasks. You can come back at any time.",
};
