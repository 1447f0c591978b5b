export default {
  title: 'Find',
  placeholder: 'People, calls, settings',
  hint: 'Type a name, or pick a place to go.',
  people: 'People',
  calls: 'Calls',
  go: 'Go to',
  none: 'Nothing found. Try another word.',
}
