export default {
  today: 'Today',
  tomorrow: 'Tomorrow',
  yesterday: 'Yesterday',
  day: '{day} at {time}',
  range: '{from} to {to}',
  yours: '{time} your time',
  theirs: '{time} for {name}',
  minutes: '{n} minute | {n} minutes',
  hours: '{n} hour | {n} hours',
  days: '{n} day | {n} days',
}
