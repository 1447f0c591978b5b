// English, complete: one file per feature.
import admin from './en/admin'
import call from './en/call'
import calls from './en/calls'
import chats from './en/chats'
import common from './en/common'
import devices from './en/devices'
import home from './en/home'
import notifications from './en/notifications'
import palette from './en/palette'
import people from './en/people'
import profile from './en/profile'
import session from './en/session'
import shell from './en/shell'
import time from './en/time'

export default { admin, call, calls, chats, common, devices, home, notifications, palette, people, profile, session, shell, time }
