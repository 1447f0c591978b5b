export default {
  title: 'Sign in',
  welcome: 'Good to have you back',
  email: 'Email address',
  password: 'Password',
  signIn: 'Sign in',
  forgot: 'Forgot your password?',
  wrong: 'Email address and password do not go together. Check both and try again.',
  showPassword: 'Show password',
}
