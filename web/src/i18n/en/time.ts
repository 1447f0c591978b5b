export default {
  today: 'today',
  tomorrow: 'tomorrow',
  yesterday: 'yesterday',
  day: '{day} at {time}',
  range: '{from} to {to}',
  yours: '{time} your time',
  theirs: '{time} for {name}',
  underAnHour: 'less than an hour',
  minutes: '{n} minute | {n} minutes',
  hours: '{n} hour | {n} hours',
  days: '{n} day | {n} days',
}
