# The screens of the console.

## General
console-yes = yes
console-no = no
console-on = on
console-off = off
console-loading = Loading …
console-too-small = window too small ({ $columns }x{ $lines }, at least { $least })
console-refreshed = Everything is being read again.
console-reconnected = Connected to the service again.
console-missed-events = Events were missed; everything was read again.
console-paste-ignored = Paste ignored ({ $count } characters): open an input first, for instance with /.
console-burst-ignored = { $count } keys came in at once and were ignored. Was this a paste? Open an input first.
console-blocked-offline = No connection to the service: no changes now, looking is possible.
console-order-running = Working …

## Header
console-fresh-connecting = CONNECTING
console-fresh-live = LIVE
console-fresh-delayed = DELAYED { $seconds } s
console-fresh-stale = STALE { $seconds } s
console-fresh-offline = OFFLINE
console-count-parting = APART
console-count-sales = { $count ->
    [one] { $sales } sale
   *[other] { $sales } sales
 }
console-pane-queue = Queue
console-pane-groups = Groups
console-pane-integrations = Integrations
console-pane-products = Products
console-pane-mappings = Mappings
console-pane-incoming = Incoming
console-pane-activity = Activity

## Columns and fields
console-column-sale = Sale
console-column-state = Status
console-column-customer = Customer
console-column-product = Product
console-column-integration = Integration
console-column-reason = Explanation
console-column-since = Since
console-column-partner = Partner
console-column-attempts = Attempts
console-column-count = Sales
console-column-cause = Cause
console-column-element = Where
console-column-first = First
console-column-last = Last
console-column-contact = Contact
console-column-budget = Requests
console-column-products = Products
console-column-number = Number
console-column-text = Text
console-column-type = Type
console-column-price = Price
console-column-own = Own
console-column-synchronised = Synced
console-column-checked = Checked
console-column-supplier = Supplier
console-column-granted = Granted
console-column-name = Name
console-column-own-side = Own environment
console-column-partner-side = Partner
console-column-rule = Has conditions
console-column-options = Options
console-column-option-table = Option table
console-column-default = Default
console-column-date-format = Date format
console-column-organisation = Organisation
console-column-identifier = Identifier
console-column-time = When
console-column-who = Who
console-column-what = What

## Queue
console-held = held
console-cancel-requested = cancellation requested
console-rows = { $count ->
    [one] { $loaded } sale
   *[other] { $loaded } sales
 }
console-at-partner = at the partner: { $status }
console-rows-of = { $loaded } of { $total } sales loaded
console-rows-first = first { $loaded } of { $total }; narrow the filter to see the rest
console-rows-searched = { $loaded } found in the last { $searched } sales
console-arrivals = { $count } new ↑
console-paused-word = PAUSED
console-paused = Paused: new sales are only counted. p goes on.
console-marked = { $hidden ->
    [0] { $count } marked
   *[other] { $count } marked, { $hidden } hidden by the filter
 }
console-attempts-next = { $count }, next at { $at }
console-no-more-problems = Nothing more that needs attention.
console-empty-queue = The queue is empty. Sales of the own environment appear here by themselves. Still empty? See under integrations (3) whether products were imported and sale processing is on.
console-empty-supplier = There is no integration, so there is nothing to send on. Sales that partners place here are under Incoming (6), on the partner's Sales tab. Sending sales on to another party begins under Integrations (3), with +.
console-empty-filter = No sales match this filter. Esc clears it, / changes it.

## Filter and commands
console-prompt-filter = Filter:
console-prompt-palette = :
console-filter-shown = filter: { $filter }
console-filter-problems = only problems
console-filter-hint = words, !not, status:error, integration:name   (a space means and)
console-filter-field = Unknown field «{ $name }»: use status, integration or group.
console-filter-state = Unknown status «{ $name }»: for instance error, wait, sent, uncertain, ready.
console-filter-value = Give a value after { $name }:
console-palette-hint = name of a screen, publish, versions, proof, help, redraw, start or q
console-no-command = There is no command «{ $name }». Press ? for all keys.

## Groups
console-groups-summary = { $count ->
    [one] { $sales } fallen-out sales = 1 cause
   *[other] { $sales } fallen-out sales = { $count } causes
 }
console-empty-groups = No fallout. When a sale falls out, its cause stands here, with how many sales wait on it.

## Integrations
console-integrations-summary = { $count ->
    [one] 1 integration
   *[other] { $count } integrations
 }
console-empty-integrations = There is no integration yet. Make one with + under integrations (3), or with: { $koppel } integration add NAME --base-url URL --domain ACCOUNT --token-stdin
console-integration-on = ON
console-integration-off = OFF
console-integration-by-hand = BY HAND
console-integration-drift = CHANGED
console-integration-paused = PAUSED
console-integration-breaker = INTERRUPTED
console-integration-failing = FAILING
console-integration-gone = This integration is no longer there.
console-field-paused = Paused
console-field-breaker = Next try at
console-field-failure = Connection
console-field-conditions = Conditions
console-field-drift = Partner changed
console-drift-open = { $class }, since { $since }; look with d
console-field-warning = Mind
console-conditions-and-general = general sale processing is on beside conditions: everything else goes too
console-field-empty = Queue empty
console-group-trying = { $count } of { $total } did not fall out: koppel still tries them or looks for them.
console-group-trend = { $sign } { $hour } in the last hour, { $before } in the hour before
console-group-owner = Owner: { $owner }
console-group-snoozed = No news until { $until }
console-tend-claim = The group is yours.
console-tend-release = The group is { $owner }’s, and becomes nobody’s.
console-tend-nobody = The group is nobody’s.
console-tend-no-note = No note any more.
console-tend-awake = News again.
console-done-tended = The group was changed.
console-form-edit = { $count ->
    [one] Edit a sale
   *[other] Edit { $count } sales
}
console-edit-becomes = { $field } becomes: { $to }
console-edit-changed = { $sale }  changed meanwhile: said { $read }, now { $now }; becomes { $to }
console-edit-waits = does not go yet: { $why }
console-edit-fails = still falls out: { $why }
console-edit-more = … and { $count } more
console-edit-keeps = Nothing changes in the own environment; what it says stays as it is.
console-edit-sends = { $count ->
    [0] None of them goes then.
    [one] 1 sale goes then. That cannot be taken back.
   *[other] { $count } sales go then. That cannot be taken back.
}
console-column-owner = Owner
console-field-tier = Recognition
console-field-spent = Requests a minute
console-pass-intake = Last read
console-pass-forward = Last forwarded
console-pass-check = Last looked up
console-pass-follow = Last followed
console-pass-sync = Last synchronised
console-pass-other = Other work
console-pass-ended = { $seen } seen, { $changed } changed
console-tier-unknown = not known yet: the partner has not been asked
console-tier-t0 = the partner refuses a sale under a known reference (T0)
console-tier-t1 = the partner shows our reference in its list (T1)
console-tier-t2 = our reference travels as the answer to a product question (T2)
console-tier-t3 = by what the sale looks like (T3)
console-gate-always = any status
console-vanished-nothing = do nothing
console-vanished-deactivate = deactivate
console-vanished-delete = delete
console-drift-hold = hold sales
console-drift-warn = warn
console-drift-ignore = ignore
console-settings-title = Settings of { $name }
console-settings-hint = e changes the chosen setting, after a question
console-setting-sale-processing = Sale processing
console-setting-automatic = Automatic
console-setting-statuses = Statuses
console-setting-check-updates = Follow statuses
console-setting-send-opt-in = Send opt-in along
console-setting-field = Field { $field }
console-policy-partner = the partner's
console-policy-ours = ours
console-policy-ask = ask
console-setting-on-vanished = Product gone at the partner
console-setting-on-drift = Partner asks other things
console-setting-paused = Paused
console-not-paused = { $name } is not paused.
console-testing = Testing the connection of { $name } …
console-test-good = The connection works
console-test-bad = The connection does not work
console-test-failure = Cause: { $value }
console-test-user = Connected as: { $value }
console-test-organisation = Organisation: { $value }
console-test-scope = Scope of the token: { $value }
console-test-integration-only = For integration only: { $value }
console-test-flows = Flows visible: { $value }
console-test-products = Products visible: { $value }
console-test-round-trip = Slowest answer: { $value } ms
console-test-limit = Limit: { $value } requests a minute
console-test-tier = Recognition of sales: { $value }

## Products, mappings, incoming, activity
console-products-summary = { $name }: { $linked } of { $count } products linked
console-product-linked = + LINKED
console-product-free = - FREE
console-product-gone = x GONE
console-empty-products = { $name } has granted no products yet, or they were not read yet. Read them with f under integrations (3), and import them with: { $koppel } product import { $name } --all
console-mapping-summary = { $name } · version { $version }
console-empty-mapping = There is nothing to map for { $name } yet: import products first, or read the partner's catalogue with f under integrations (3).
console-tab-flows = Flows
console-tab-questions = Questions
console-tab-agreements = Agreements
console-tab-statuses = Statuses
console-mapped-options = { $count ->
    [one] { $to } · 1 option
   *[other] { $to } · { $count } options
 }
console-mapped-constant = always «{ $value }»
console-mapped-itself = itself (system)
console-mapped-system = { $to } (system)
console-mapped-optional = not mapped, not needed
console-mapped-missing = NOT MAPPED
console-jump-nothing = No row of a mapping and no product belongs to this sale's failure.
console-jump-unlinked = Product { $product } is linked to no partner: link it in Products (4), or import it there.
console-jump-gone = { $key } is no longer in the mapping.
console-jump-condition-gone = Condition «{ $name }» is no longer there.
console-incoming-some = { $shown } of { $count } { $count ->
    [one] organisation
   *[other] organisations
 }
console-incoming-summary = { $count ->
    [one] 1 organisation
   *[other] { $count } organisations
 }
console-incoming-asking = { $count ->
    [one] 1 waits for an answer (!)
   *[other] { $count } wait for an answer (!)
 }
console-incoming-only-asking = only those that wait
console-incoming-none-asks = Nobody waits for an answer. ! shows all organisations again.
console-key-asking = waits for an answer
console-empty-incoming = No organisations in the own environment yet. Press + to give a partner access, or: { $koppel } env organisation create --name NAME
console-activity-summary = newest first · { $read } read
console-activity-found = «{ $words }»: { $found } of { $read }
console-activity-found-so-far = «{ $words }»: { $found } of the { $read } that were read …
console-activity-none = Nothing holds these words. Esc clears them.
console-prompt-search = Search:
console-search-hint = words that must all be in it; Esc clears them
console-key-search = search
console-key-clear-search = show all again
console-empty-activity = Nothing has happened yet.

## Detail of a sale
console-tab-timeline = Timeline
console-tab-fields = Fields
console-tab-attempts = Attempts
console-tab-sent = Sent
console-tab-trace = Why
console-tab-doubt = Doubt
console-empty-timeline = Nothing has happened to this sale yet.
console-empty-fields = The own environment gives no fields of this sale.
console-empty-attempts = No attempt has been made yet.
console-empty-sent = Nothing has been sent yet.
console-empty-trace = This sale is on its way or at the partner.
console-empty-doubt = There is no doubt about this sale.
console-doubt-looking = koppel is looking at the partner now.
console-partner-said = The partner said: «{ $said }»
console-attempt = body { $generation } · mapping v{ $mapping } · partner v{ $contract }
console-attempt-accepted = accepted as sale { $sale }
console-attempt-open = under way
console-attempt-ended = ended
console-happened-accepted = Seen in the own environment
console-happened-state = { $from } → { $to }
console-happened-own-status = Own status: { $status }
console-happened-partner-status = Partner says { $status }, here { $own }
console-happened-partner-unmapped = Partner says { $status }: that status is not mapped and is not taken over
console-happened-cancel-not-taken = The partner did not take the request to cancel: { $why }
console-happened-kept = Status { $status } was not set in the own environment: the sale is cancelled there, or asked to be.
console-happened-cancel-asked = The partner was asked to cancel it.
console-happened-cancel-rejected = The partner refused the request to cancel: «{ $remark }»
console-happened-replaces = In the place of sale { $sale }, which was cancelled
console-happened-replaced = Sale { $sale } has taken its place
console-happened-written = Status { $status } set in the own environment
console-happened-write-failed = Setting the status in the own environment failed: { $why }

## Activity
console-did-started = Service started
console-did-quarantine = Store in quarantine: put back or copied
console-did-quarantine-lifted = Quarantine lifted: this is the only copy
console-quarantine = QUARANTINE
console-did-own-set = Own environment set: { $domain } at { $url }
console-did-added = Integration added
console-did-set = Settings changed: { $changes }
console-did-removed = Integration removed
console-did-paused = Paused: { $why }
console-did-resumed = Goes on again
console-did-breaker-opened = Sending interrupted: { $why }
console-did-breaker-closed = Sending goes on
console-import-left = Not imported: { $why }
console-did-imported = { $count ->
    [one] 1 product imported
   *[other] { $count } products imported
 }
console-did-unlinked = Product { $product } unlinked
console-did-changed = Product { $product } changed at the partner: { $fields }
console-did-vanished = Product { $product } is gone at the partner
console-did-returned = Product { $product } is back at the partner
console-did-returned-deleted = Product { $product } is back at the partner; the own product was deleted, product restore brings it back
console-did-restored = Product { $product } brought back as own product { $own }
console-did-taken = Fields of product { $product } carried over
console-did-carry-refused = The own environment does not take the change of product { $product }: { $why }
console-did-deactivated = Own product { $own } deactivated: partner product { $product } is gone
console-did-deleted = Own product { $own } deleted: partner product { $product } is gone
console-did-vanish-stopped = { $gone } of { $linked } linked products are gone at once: nothing was done to the own products; look at them with product vanished
console-did-vanish-refused = The partner lets koppel in no more: nothing done to the own products ({ $why })
console-did-left-out = Unreadable rows left out of the list { $list }: { $count } (numbers: { $ids })
console-did-status-parked = The own environment refuses status «{ $status }» of sale { $sale }; tried again every hour: { $why }
console-did-mapping = Mapping changed, version { $version }
console-did-group-owned = Group { $group } is { $value }’s
console-did-group-left = Group { $group } is nobody’s
console-did-group-snoozed = Group { $group } is no news until { $value }
console-did-group-woken = Group { $group } is news again
console-did-group-noted = Noted with group { $group }: { $value }
console-did-webhook-unsent = A call could not be posted: { $why }
console-did-mail-unsent = A call could not be mailed: { $why }
console-did-filed = { $count ->
    [one] 1 sale of a file made in the own environment
   *[other] { $count } sales of a file made in the own environment
}
console-did-conditions = Conditions changed
console-did-drifted = The partner asks other things (version { $version }): { $count ->
    [one] 1 change
   *[other] { $count } changes
}, { $class }
console-did-drift-proven = Version { $version } of the partner fits again: the sales go
console-did-drift-released = Version { $version } of the partner released: the sales go
console-did-acted = Sale { $sale }: { $verb }{ $why }

## Plans
console-menu-title = Sale { $sale }: actions
console-menu-title-marked = { $count ->
    [one] Marked sale { $sale }: actions
   *[other] { $count } marked sales: actions
 }
console-menu-count = possible for { $count } of { $all }
console-menu-not-now = not when { $state }
console-verb-send = Send
console-verb-retry = Try again
console-verb-skip = Skip
console-verb-hold = Hold
console-verb-release = Release
console-verb-recall = Recall
console-verb-adopt = Adopt the partner's number
console-verb-confirm-absent = Confirm: the partner does not have it
console-verb-edit = Edit
console-verb-cancel-request = Have it cancelled at the partner
console-verb-replace = Put in the place of a cancelled one
console-form-replace = Sale { $sale } in the place of a cancelled one
console-one-at-a-time = That goes with one sale at a time: clear the marks with x.
console-plan-setting = Change a setting of { $name }
console-plan-sync = Read the catalogue of { $name } now
console-plan-resume = Let { $name } send again
console-plan-hidden = { $count ->
    [one] 1 of them is hidden by the filter.
   *[other] { $count } of them are hidden by the filter.
 }
console-plan-about-send = koppel sends now, even where automatic sending is off.
console-plan-about-retry = koppel tries again with the mapping of now.
console-plan-about-skip = koppel does not send. Trying again later is possible.
console-plan-about-hold = koppel does not send until somebody releases.
console-plan-about-release = koppel sends again as the settings say.
console-plan-about-recall = Nothing was sent yet. koppel holds the sale until somebody releases it.
console-plan-about-adopt = koppel takes the sale as sent, under the partner's number.
console-plan-about-confirm-absent = koppel sends again. If the partner has the sale after all, it will have it twice.
console-plan-about-cancel-request = koppel asks the partner to cancel. The partner's status tells whether it was done.
console-plan-about-replace = Sale { $cancelled } was cancelled; this one takes its place. Both sales show it. Nothing is sent.
console-plan-asked = koppel works out the plan…
console-plan-final = Cannot be undone.
console-plan-about-sync = koppel reads the partner's products, flows, questions, agreements and statuses, and updates imported products.
console-plan-about-resume = Sales that wait go again as the settings say.
console-plan-becomes = { $label } becomes: { $value }.
console-plan-may-send = Sales that wait may go at once.
console-plan-below = { $count ->
    [one] 1 more line (PgDn)
   *[other] { $count } more lines (PgDn)
}
console-plan-above = the end; PgUp goes back
console-plan-number = Number at the partner: { $number }
console-plan-reason = Reason: { $reason }
console-plan-close = Esc closes this window.
console-ask-number = Number at the partner:
console-ask-reason = Reason:
console-ask-type = Type { $word } to confirm:
console-answer-yes = y Yes
console-answer-no = n No
console-refused-number = Give the sale's number at the partner: digits only.
console-refused-reason = A reason is mandatory.
console-refused-type = That is not what is asked; nothing was changed.
console-done-ok = Done.
console-done-synced = Read: { $seen } seen, { $changed } changed.
console-done-acted = { $refused ->
    [0] { $verb }: { $done } done.
   *[other] { $verb }: { $done } done, { $refused } not.
 }
console-problem-conflict = Somebody changed it in the meantime. Look again and repeat it if need be.
console-problem-not-allowed = Account { $account } may not do this; it needs the role { $role }.
console-problem-store = koppel's store has failed: { $why }
console-trouble-not-running = No service runs. Start it with: { $koppel } serve. This console connects again by itself.
console-trouble-not-allowed = This account may not use the service. Ask the administrator for access.
console-trouble-lost = The connection to the service broke. Whether the order was carried out shows in the queue; look there first.
console-trouble-in-form = Not done: the fields say what is wrong.
console-trouble-unreadable = The service is of another version than this console. Restart the service.
console-leave-title = Leave
console-leave-question = Leave the console? The service goes on.

## First start
console-doors-title = Welcome to koppel. Nothing is set up yet; these are three ways to begin.
console-door-demo = Look around in the demo: two environments on this machine, with sales flowing.
console-door-own = Set up the own environment: address, account and token; then the test.
console-door-make = Make an environment of your own here, without Salesdock.
console-doors-then = Leave this screen with q and run the command; this console sees the change by itself.

## Help and keys
console-help-title = Keys · type to search, Esc closes · times in { $zone }
console-help-nothing = No key found.
console-key-down = down
console-key-up = up
console-key-top = to the first
console-key-bottom = to the last
console-key-half-down = half a screen down
console-key-half-up = half a screen up
console-key-page-down = a screen down
console-key-page-up = a screen up
console-key-open = open
console-key-filter = filter
console-key-problems = problems
console-key-mark = mark
console-key-mark-all = mark all loaded sales
console-key-unmark = clear marks
console-key-bulk = actions
console-key-retry = try again
console-key-next-problem = next problem
console-key-previous-problem = previous problem
console-key-pause = pause
console-key-jump = to the cause
console-key-clear-filter = clear the filter
console-key-open-group = show sales
console-key-settings = settings
console-key-test = test
console-key-fetch = read now
console-key-previous-integration = previous
console-key-next-integration = next
console-key-info = info
console-key-next-tab = next tab
console-key-previous-tab = previous tab
console-key-read-whole = read the whole line
console-key-next-unmapped = next open
console-key-session = map
console-key-publish = publish
console-key-candidate = candidate
console-key-no-mapping = nothing
console-key-take = map
console-key-skip = skip
console-key-search-target = search
console-key-redo = redo
console-key-edit-table = options
console-key-samples = try on sales
console-key-spread = for all that are the same
console-key-repeat = repeat the last decision
console-key-next-row = next row
console-key-new-link = new integration
console-key-conditions = conditions
console-key-import = carry over
console-key-unlink = unlink
console-key-new-condition = new condition
console-key-move-down = down the order
console-key-move-up = up the order
console-key-remove = remove
console-key-mend = to the row
console-key-next-counterexample = next
console-key-prove = proof
console-key-previous-row = previous row
console-key-previous-unmapped = previous open
console-key-edit = change
console-key-claim = claim
console-key-tend = note
console-key-choose = choose
console-key-yes = yes
console-key-no = no
console-key-switch = other answer
console-key-accept-focus = chosen answer
console-key-cancel = cancel
console-key-accept = accept
console-key-back = back
console-key-close = close
console-key-queue = queue
console-key-groups = groups
console-key-integrations = integrations
console-key-products = products
console-key-mappings = mappings
console-key-incoming = incoming
console-key-activity = activity
console-key-next-pane = next screen
console-key-previous-pane = previous screen
console-key-last-pane = last screen
console-key-palette = command
console-key-help = keys
console-key-refresh = read anew and reconnect
console-key-quit = leave
console-key-redraw = redraw
console-key-interrupt = close, or leave
console-key-suspend = to the background
console-place-always = everywhere
console-place-pane = all but questions
console-place-list = lists
console-place-queue = queue
console-place-groups = groups
console-place-integrations = integrations
console-place-partner = products, mappings
console-place-mappings = mappings
console-place-session = mapping session
console-place-sheet = sheet of a question
console-key-next-example = other example
console-key-previous-example = example before
console-place-products = products
console-place-conditions = conditions
console-place-proof = proof
console-place-activity = activity
console-place-detail = detail of a sale
console-place-settings = settings
console-place-overlay = windows
console-place-menu = menu
console-place-confirm = question
console-place-typing = input

## Connection to the service
console-link-broken = No connection since { $since }.
console-link-again = Next try in { $seconds } s, with Ctrl-r now.
console-link-silent = Connecting again.
console-link-command = If need be, start the service with: { $koppel } serve
console-link-start = If need be, start the service with :start (or { $koppel } serve)
console-service-starting = Starting the service …
console-service-started = The service has been started.
console-service-not-started = The service was not started: { $why }
console-service-runs = The service runs already.

## Single words
console-more-below = { $count ->
    [one] j: 1 more line
   *[other] j: { $count } more lines
 }
console-rows-order = last changed first ({ $at })
console-contact-failed = failed
console-pass-off = off

## Doors
console-door-name = NAME
console-door-folder = FOLDER
console-door-own-token = --token-stdin asks for the token: paste it, then Enter and Ctrl-d.
console-door-make-then = The first shows a token; set the environment with it as above, with --base-url http://127.0.0.1:4001.

## Words of the wire
console-scope-user = only what this user may see
console-scope-account = the whole account
console-lane-forward = sending
console-lane-check = checking
console-lane-status = statuses
console-lane-drift = watching changes
console-lane-catalogue = reading the catalogue

## Causes in a few words
console-brief-missing_answer = no answer
console-brief-invalid_option = unknown option
console-brief-invalid_answer = invalid answer
console-brief-missing_agreement = no agreement
console-brief-missing_field = field missing
console-brief-invalid_field = field refused
console-brief-invalid_product = invalid product
console-brief-product_not_linked = product not linked
console-brief-flow_not_mapped = flow not mapped
console-brief-unknown_flow = unknown flow
console-brief-not_granted = not granted
console-brief-reference_conflict = reference in use
console-brief-already_there = already at the partner
console-brief-not_found = does not exist there
console-brief-refused = refused by partner
console-brief-unauthorised = wrong token
console-brief-not_allowed = token not allowed
console-brief-unknown_account = unknown account
console-brief-throttled = too many requests
console-brief-unreachable = unreachable
console-brief-tls = TLS failed
console-brief-timed_out = timed out
console-brief-connection_lost = connection lost
console-brief-server_error = partner failing
console-brief-firewall = firewall answered
console-brief-redirected = redirected
console-brief-quarantine = looked for first
console-brief-unclear_answer = unclear answer
console-brief-own_environment = refused at own side
console-brief-internal = koppel itself failed
console-brief-waiting-product = not linked: product { $product }
console-brief-waiting-received = from { $organisation }, stays here
console-state-stays = STAYS HERE
console-brief-waiting-mixed = products of two partners
console-brief-waiting-out-of-sale = out of sale: product { $product }
console-brief-waiting-off = sale processing off
console-brief-waiting-condition = off by condition «{ $condition }»
console-brief-waiting-status = status { $status } does not go
console-brief-own-asked = pass the cancellation on
console-brief-own-cancelled = cancelled here only
console-brief-waiting-cancel-asked = cancellation asked for, not sent
console-brief-waiting-cancelled = cancelled, never sent
console-brief-waiting-optin-lapsed = opt-in lapsed
console-brief-waiting-optin-withdrawn = opt-in withdrawn
console-brief-waiting-drift = partner changed: { $what }
console-brief-link-interrupted = interrupted until { $until }
console-brief-link-paused = integration paused
console-brief-grace = can still be recalled
console-brief-doubt-settling = waits, then checks
console-brief-doubt-first = checking at partner
console-brief-doubt-second = checking once more
console-brief-doubt-operator = look it up at partner

## Fields
console-field-question = question { $name }
console-field-of-connection = { $field } (connection)
console-field-transaction-type = kind of sale
console-field-status = status
console-field-product-id = product
console-field-flow = flow
console-field-related-products = related products
console-field-business = business
console-field-gender = gender
console-field-initials = initials
console-field-firstname = first name
console-field-infix = infix
console-field-lastname = last name
console-field-birthdate = date of birth
console-field-email = e-mail address
console-field-phone = phone
console-field-iban = IBAN
console-field-iban-holder = account holder
console-field-company-name = company name
console-field-contact-person = contact person
console-field-company-coc = chamber of commerce number
console-field-company-vat = VAT number
console-field-postcode = postcode
console-field-housenumber = house number
console-field-suffix = suffix
console-field-streetname = street
console-field-city = city
console-field-agreements = agreement
console-field-sale-channel = sales channel
console-field-source = source
console-field-contract-date = contract date
console-field-created-at = created at
console-field-external-reference = our reference
console-field-previous-status = status before the request
console-field-answered-at = answered at
console-field-requested-at = asked at
console-field-request = request to cancel
console-field-partner-reference = the partner's reference
console-field-initial-created-at = first created at
console-field-initial-organisation-name = first organisation
console-field-initial-user-firstname = seller’s first name
console-field-initial-user-lastname = seller’s last name
console-field-signature = signature
console-field-optin = opt-in
console-field-type = type
console-field-building-function = building function
console-field-tarifftype = tariff type
console-field-has-return = feeds in
console-field-e-gridoperator = electricity grid operator
console-field-g-gridoperator = gas grid operator
console-field-e-connection-type = electricity connection
console-field-g-connection-type = gas connection
console-field-g-region = gas region
console-field-electricity-ean = electricity EAN
console-field-gas-ean = gas EAN
console-field-usage-e-single = electricity use, single
console-field-usage-e-high = electricity use, high
console-field-usage-e-low = electricity use, low
console-field-usage-g = gas use
console-field-return = feed-in kWh
console-field-return-e-high = feed-in, high
console-field-return-e-low = feed-in, low
console-field-name = name
console-field-identifier = identifier
console-field-supplier = supplier
console-field-product-type = product type
console-field-customers = customers
console-field-active = active
console-field-valid-from = valid from
console-field-valid-till = valid till
console-field-usp = selling points
console-field-description = description
console-field-cart-info = cart text
console-field-main = main product
console-field-duration = duration
console-field-retention = retention
console-field-prices = prices

## Words of the API
console-status-new = new
console-status-sent = sent
console-status-cancelled = cancelled
console-status-error = error
console-status-verification-pending = awaiting verification
console-status-verification-expired = verification expired
console-status-verified = verified
console-status-offer-pending = offer pending
console-status-offer-accepted = offer accepted
console-status-offer-rejected = offer rejected
console-status-offer-expired = offer expired
console-status-offer-rejected-alternative = offer rejected, alternative chosen
console-status-accepted-by-supplier = accepted by supplier
console-status-netto = netto
console-status-resolved = resolved
console-status-invoiced = invoiced
console-status-paid = paid
console-status-contract-terminated = contract terminated
console-status-concept = concept
console-status-open = open
console-status-closed = closed
console-status-completed = completed
console-status-saved = saved
console-status-waiting-for-client = waiting for the customer
console-status-open-cancellation-proposal = cancellation proposal open
console-status-synced-cancellation-request = cancellation request passed on
console-status-reminder-1 = reminder 1
console-status-reminder-2 = reminder 2
console-status-reminder-3 = reminder 3
console-input-text = text on one line
console-input-textarea = text over several lines
console-input-email = e-mail address
console-input-date = date
console-input-switchdate = switching date
console-input-mc-single = one choice
console-input-mc-multi = several choices
console-input-checkbox = yes or no
console-input-price = amount
console-input-file = file
console-input-signature = signature
console-input-relation = relation
console-input-h2 = heading (text only)
console-input-p = paragraph (text only)
console-product-type-energy = energy
console-product-type-telecom = telecom
console-product-type-default = general
console-product-type-solar-panel = solar panels
console-product-type-heat-pump = heat pump
console-business-both = both
console-validator-email = e-mail address
console-validator-iban = IBAN
console-validator-ean = EAN code
console-validator-numeric = number
console-validator-date = date
console-validator-phone = phone number
console-validator-postcode = postcode
console-validator-price = amount
console-validator-coc = chamber of commerce number
console-validator-vat = VAT number
console-transaction-order = order
console-transaction-all = all
console-verification-none = none
console-verification-signature = signature
console-verification-email = e-mail
console-verification-sms = text message
console-verification-call = by telephone
console-transaction-offer = offer
console-channel-d2d = door to door
console-channel-retail = shop
console-channel-telemarketing = telemarketing
console-channel-online = online
console-channel-f2f = face to face
console-tariff-single = single
console-tariff-double = double
console-energy-e = electricity
console-energy-g = gas
console-energy-e-g = electricity and gas
console-gender-male = male
console-gender-female = female

## Partners and their access
console-key-open-access = open
console-key-new-organisation = new organisation
console-key-offers = actions
console-key-submit = go on
console-key-next-field = next field
console-key-previous-field = previous field
console-key-next-value = other value
console-key-previous-value = previous value
console-key-token-kept = close: the token has been kept
console-place-incoming = incoming
console-place-access = partner
console-place-form = form
console-place-token = new token
console-access-title = Partner { $name }
console-access-tab-organisation = Organisation
console-access-tab-rights = Rights
console-access-tab-tokens = Tokens
console-access-tab-record = Activity
console-rights-sees-nothing = This partner sees nothing. { $why }
console-rights-sees-later = This partner sees nothing yet. { $why } Under «Sees» stands how it is after that.
console-access-no-rights = This environment sells nothing yet.
console-access-no-users = This partner has no user yet. b makes a link user, or an invite: that makes one itself.
console-access-no-record = Nothing is recorded about this partner yet.
console-column-seen = Sees
console-column-until = Good until
console-column-uses = Uses
console-column-from = From
console-column-may-from = May come from
console-column-made = Made
console-column-role = Role
console-column-token = Token
console-right-flow = flow
console-right-product = product
console-right-question = question
console-right-agreement = agreement
console-right-not = - NO
console-right-granted = + GRANTED
console-right-rule = + EVERYTHING
console-person-inactive = = OFF
console-person-link = link
console-person-person = person
console-person-of-account = own account
console-user-link-what = A link user: it cannot sign in and only carries the tokens below it.
console-user-person-what = A person: it signs in, and may have tokens of its own.
console-user-next = b makes another token or an invite; j goes to its tokens.
console-role-owner = owner
console-role-admin = administrator
console-role-organisationadmin = organisation admin
console-role-teamleader = team leader
console-role-agent = agent
console-token-over = = OVER
console-token-replaced = ~ REPLACED
console-token-link = + LINK
console-token-wide = ! EVERYWHERE
console-token-number = Number
console-token-made = Made
console-token-until = Good until
console-token-never = no end
console-token-may-from = May come from
console-token-anywhere = anywhere
console-token-uses = Uses
console-token-last = Last used
console-token-last-from = Last used from
console-token-replaces = This token replaces token { $token }.
console-token-overlap = Token { $token } replaces this one; both work until { $until }.
console-token-came-from = Ever came from
console-token-nowhere = nowhere yet
console-token-end-stays = as it is
console-token-days = in { $count } days
console-token-no-user = Make a link user first.
console-offer-edit-organisation = Change who it is
console-offer-deactivate = Put out: all its tokens are refused
console-offer-activate = Let in again
console-offer-about-deactivate = { $name } gets in no more from the next request on. Rights, tokens and sales stay as they are.
console-offer-about-activate = The tokens of { $name } are good again from the next request on.
console-offer-grant-flow = Grant flow { $name }
console-offer-revoke-flow = Revoke flow { $name }
console-offer-grant-everything = Grant everything of { $name }, also what is to come
console-offer-end-everything = No longer everything of { $name }
console-offer-grant-of-flow = Grant what { $name } sells now: a fixed list
console-offer-grant-product = Grant: { $name }
console-offer-revoke-product = Revoke: { $name }
console-offer-grant-type = Grant all products of type { $name }
console-offer-grant-supplier = Grant all products of { $name }
console-offer-revoke-supplier = Revoke all products of { $name }
console-offer-grant-found = Grant all { $name } products found
console-offer-revoke-found = Revoke all { $name } products found
console-offer-revoke-type = Revoke all products of type { $name }
console-offer-edit-token = Change token { $name }
console-offer-rotate-token = Replace token { $name }
console-offer-revoke-token = Revoke token { $name }
console-offer-about-revoke-token = What works with token { $name } is refused from the next request on. This cannot be undone.
console-rights-plan-grant = Grant to { $name }
console-rights-plan-revoke = Revoke from { $name }
console-rights-nothing = This would change nothing.
console-rights-flow-added = + flow
console-rights-rule-added = + everything of
console-rights-product-added = + product
console-rights-flow-removed = - flow
console-rights-rule-removed = - everything of
console-rights-flows-fixed = - all flows, also those to come
console-rights-products-fixed = - all products, also those to come
console-rights-product-removed = - product
console-rights-more = and { $count } more
console-rights-after = Granted afterwards: { $products } products, { $flows } flows.
console-rights-at-once = Counts from the next request on. Sales that are there already stay.
console-why-title = Does the partner see { $name }?
console-why-no-partner = There are no partners yet that could see this.
console-offer-why-seen = Does a partner see this, and why not?
console-field-partner = partner
console-why-seen = Yes, the partner sees this.
console-form-edit-organisation = Who the organisation is
console-form-edit-token = Change the token
console-form-rotate-token = Replace the token
console-form-wrong-hours = Fill in a number of hours, from 0 to 744.
console-form-hint-addresses = Addresses or networks with commas between them; empty for anywhere.
console-form-hint-overlap = So long the old and the new token are both good; 0 ends the old one at once.
console-field-addresses = may come from
console-field-token-end = ends
console-field-overlap = overlap, in hours
console-access-next = ] goes to rights, tokens, settings and what was sold. On each tab b shows what can be done.
console-offer-new-organisation = New organisation
console-offer-grant-flows = Grant all flows
console-offer-grant-products = Grant all products
console-offer-revoke-flows = Revoke all flows
console-offer-revoke-products = Revoke all products
console-offer-new-agent = Make a link user
console-offer-new-token = Make a token
console-offer-invite = Make an invite: a token that only the partner can read
console-offer-about-grant-flows = { $name } may sell through all flows, of now and later. A product can be sold only when the product is granted too.
console-offer-about-grant-products = { $name } may sell all products, of now and later, as far as their flow is granted too.
console-offer-about-revoke-flows = { $name } may sell through no flow any more, from its next request on. Sales that are there stay.
console-offer-about-revoke-products = { $name } may sell no product any more, from its next request on. Sales that are there stay.
console-form-new-organisation = New organisation
console-form-new-agent = Make a link user
console-form-new-token = Make a token
console-form-invite = Make an invite
console-form-wrong-missing = This must be filled in.
console-form-wrong-number = Fill in a whole number, 1 or more.
console-form-wrong-network = This is no address such as 192.0.2.7 or 192.0.2.0/24.
console-form-wrong-key = This is no key: it begins with age1. The partner gets it with: koppel identity
console-form-warn-token = The token is shown once. An invite is safer: only the partner can read it.
console-form-warn-wide-token = Mind: this token can be used for everything, not only for a link. It is shown once.
console-form-hint-contractor = A contractor must give company name, e-mail address, contact person and address.
console-form-hint-identifier = An identifier of your own, as one word.
console-form-hint-agent-name = A link user is no person and cannot sign in.
console-form-hint-user = The user whose rights the token has.
console-form-hint-label = What the token is for; so that it can be told apart later.
console-form-hint-integration = Yes: only another environment can use it, and only to link.
console-form-hint-public-key = The partner shows it with: koppel identity
console-form-hint-hours = After that the invite is worth nothing.
console-form-hint-file = A new file on this machine; nothing is overwritten.
console-form-hint-base-url = Only when the partner must use another address than this service does.
console-field-contractor = contractor
console-field-coc = company number
console-field-vat = VAT number
console-field-agent-name = name
console-field-user = user
console-field-label = label
console-field-integration = for integration only
console-field-public-key = key of the partner
console-field-hours = valid, in hours
console-field-file = file
console-field-base-url = address for the partner
console-token-title = New token
console-token-once = This token is shown only now. Copy it before you close this window.
console-token-copying = Whoever reads this token can place sales as the partner. Do not send it by e-mail or chat; an invite is safer, because only the partner can read it. q closes.
console-done-id = Done; the number is { $id }.
console-done-count = Done: { $count } granted.
console-invite-done-title = Invite made
console-invite-done-path = Written to { $path }
console-invite-done-next = Send this file to the partner. The partner takes it with: koppel integration add NAME --invite FILE
console-invite-done-once = Only the holder of the key can read it, and it can be used once.
console-invite-done-local = Note: the invite has the address of this machine itself, which a partner elsewhere cannot reach. Withdraw it on the Tokens tab and make one with «address for the partner» filled in.
console-invite-open = ~ INVITED
console-invite-used = + ACCEPTED
console-invite-expired = ! EXPIRED
console-invite-withdrawn = = WITHDRAWN
console-invite-to = Can only be read with key
console-invite-used-at = Accepted
console-invite-used-from = Accepted from
console-invite-refused = Refused { $count }×, last { $at } from { $from }
console-offer-withdraw-invite = Withdraw invite { $name }
console-offer-about-withdraw-invite = Invite { $name } is good for nothing from then on; a new one can always be made.
console-file-exists = { $path } is there already; nothing is overwritten. Choose another name.
console-file-no-folder = The folder of { $path } does not exist.
console-file-missing = There is no file { $path }.
console-file-unreadable = { $path } cannot be read.
console-file-too-large = { $path } is too large: files go up to 5 MB together.
console-file-no-image = { $path } is no PNG, JPEG or GIF.
console-file-no-document = { $path } is no PDF, PNG or JPEG.
console-file-no-world = { $path } is no JSON file with an environment.
console-file-denied = This account may not write { $path }.
console-file-other = { $path } cannot be written.

## Own catalogue
console-pane-catalogue = Catalogue
console-key-catalogue = catalogue
console-place-catalogue = catalogue
console-access-tab-sales = Sales
console-access-no-sales = This partner has sold nothing yet.
console-own-products = Products
console-own-suppliers = Suppliers
console-own-flows = Flows
console-own-questions = Questions
console-own-agreements = Agreements
console-own-one-products = Product
console-own-one-suppliers = Supplier
console-own-one-flows = Flow
console-own-one-questions = Question
console-own-one-agreements = Agreement
console-own-one-statuses = Status
console-own-one-users = User
console-own-statuses = Statuses
console-own-users = Users
console-status-kind-default = under way
console-status-kind-cancelled = cancelled
console-status-kind-netto = netto
console-status-kind-action-required = action needed
console-status-kind-closed = closed
console-empty-own = There is nothing here in the own environment yet.
console-rule-title = Rule
console-rule-any = any of these:
console-rule-all = all of these:
console-rule-product-type = the product type is “{ $value }”
console-rule-supplier = the supplier is { $value }
console-rule-profile = the customer is { $value }
console-rule-business = a business
console-rule-consumer = a consumer
console-rule-answer = the answer to “{ $question }” is “{ $value }”
console-rule-answered = “{ $question }” is answered
console-rule-unknown = unknown, counts as not true: { $value }
console-rule-edit-title = Rule of { $name }
console-rule-decides-nothing = The rule decides nothing yet: with v on visible, with r on required.
console-rule-begin = There is no rule. + begins one.
console-rule-not-saved = Not saved. s saves; Esc once more throws the changes away.
console-rule-nothing-to-undo = There is nothing to take back.
console-rule-none-here = Only product questions and agreements have a rule.
console-rule-part-unknown = koppel does not know this part. It can only go, with x.
console-rule-new-part = Add a part of the rule
console-rule-edit-part = Change a part of the rule
console-rule-part-answer = the answer to a question
console-rule-part-product_type = the product type
console-rule-part-supplier = the supplier
console-rule-part-profile = the customer
console-rule-part-any = group: one of them is enough
console-rule-part-all = group: all must hold
console-rule-anything = anything
console-rule-text-title = Rule as text
console-rule-text-hint = ALL or ANY, and two spaces further in what is below it: product.type = …, supplier.id = …, profile.type = business, question "name" = answer. Tab takes it.
console-rule-text-unreadable = Line { $line } is no ALL, ANY or condition such as product.type = energy or question "name" = answer.
console-rule-text-misplaced = Line { $line } stands too far in: only below ALL or ANY, two spaces further.
console-rule-text-second = Line { $line } begins anew: put all below one ALL or ANY.
console-field-id = number
console-field-customer = customer
console-field-address = address
console-field-correspondence-address = correspondence address
console-field-product-questions = answers
console-field-created-by = sold by
console-field-finalized-at = completed
console-field-last-published-at = last passed on
console-field-quantity = quantity
console-field-totals = total
console-field-monthly = a month
console-field-onetime = once
console-field-cancelled = cancellation
console-field-cancelled-at = cancelled
console-field-cancelled-remark = remark with the cancellation
console-field-processed = sent on
console-field-processed-at = sent on
console-field-outgoing-id = number at the other party
console-field-outgoing-app = to
console-field-incoming-id = number at the partner
console-field-purchase-number = purchase number
console-field-assigned-to = assigned to
console-field-extrafields = extra fields
console-field-offer-accepted = offer accepted
console-field-offer-answered-at = offer answered
console-field-offer-valid-till = offer valid till
console-field-bundle = bundle
console-field-channel = channel
console-field-discounts = discounts
console-field-additional-costs = extra costs
console-field-additional-notes = addition
console-field-additional-pricing = extra prices
console-field-introduction = introduction
console-field-team = team
console-field-contract = contract
console-field-relation = relation
console-field-contract-pdf-visibility = on the contract
console-field-input-type = kind of answer
console-key-new-thing = new
console-key-rule = rule
console-key-new-part = add
console-key-remove-part = remove
console-key-undo = undo
console-key-as-text = as text
console-key-try-rule = try
console-key-save = save
console-key-when-visible = decides on visible
console-key-when-required = decides on required
console-key-take-text = take
console-place-rule = a rule
console-place-rule-text = a rule as text
console-offer-edit-thing = Change
console-offer-world-out = Write all of this environment to a file
console-offer-world-in = Take everything in from a file
console-world-written = Written to { $path }. Details of people are in it.
console-world-nothing = Everything in this file stands here like that already.
console-world-made = + { $list }: { $name }
console-world-changed = { $list }: { $name } ({ $fields })
console-world-stays = Nothing is removed.
console-field-world-file = file
console-form-hint-world-file = A path on this machine. JSON, with all that is sold and asked, and the people; no tokens, no sales.
console-field-job-file = file
console-form-hint-job-file = A path on this machine. CSV, a line per sale; a file that is there already is not overwritten.
console-field-evidence-folder = folder
console-form-hint-evidence-folder = A new folder on this machine. It gets evidence.md and sales.csv.
console-field-cancelled-sale = cancelled sale
console-form-hint-cancelled-sale = The number of that sale in the own environment.
console-form-hint-new-status = Many at once can come from a spreadsheet: b in the list, with an example file.
console-form-hint-remark = The partner reads this.
console-record-title = Record: who did what in this environment
console-record-none = Nothing is recorded in this environment yet.
console-hooks-title = Messages: who is told what
console-hooks-messages = { $event } to { $target }
console-event-agreement-created = agreement made
console-event-agreement-deleted = agreement removed
console-event-agreement-updated = agreement changed
console-event-cancellation-answered = cancellation answered
console-event-cancellation-requested = cancellation asked for
console-event-confirmation-requested = confirmation to be sent
console-event-flow-created = flow made
console-event-flow-deleted = flow removed
console-event-flow-updated = flow changed
console-event-offer-accepted = offer accepted
console-event-offer-rejected = offer rejected
console-event-product-created = product made
console-event-product-deleted = product removed
console-event-product-updated = product changed
console-event-question-created = question made
console-event-question-deleted = question removed
console-event-question-updated = question changed
console-event-rights-changed = rights changed
console-event-sale-cancelled = sale cancelled
console-event-sale-created = sale placed
console-event-sale-status-changed = status of a sale changed
console-event-sale-updated = sale changed
console-event-status-created = status made
console-event-status-deleted = status removed
console-event-status-updated = status changed
console-event-token-new-address = token from a new address
console-event-token-refused-address = token refused for its address
console-event-record-added = line in the record
console-hooks-none = Nobody is subscribed to events. + makes a subscription.
console-hooks-no-messages = There are no messages for this subscription yet.
console-hooks-add = New subscription
console-hooks-remove = End subscription
console-hooks-replay = Deliver the message once more
console-hooks-about-add = Every { $event } goes as a signed message to { $target }.
console-hooks-about-remove = { $event } no longer goes to { $target }; what was still to be delivered is not.
console-hooks-about-replay = { $event } goes to { $target } once more, with the same number.
console-secret-title = Secret of the subscription
console-secret-once = This secret is shown only now.
console-secret-use = Messages are signed with it: keep it where they are received.
console-field-event = event
console-field-target = address
console-form-hint-target = https to a public address, or http to this machine.
console-column-event = Event
console-column-target = Address
console-column-answer = Answer
console-key-record = record
console-key-hooks = messages
console-key-open-hook = open
console-key-new-hook = new subscription
console-key-remove-hook = end
console-key-replay-message = deliver again
console-place-record = record
console-place-hooks = messages
console-offer-updates = Take statuses in from a file (CSV)
console-offer-updates-example = Write an example file for statuses (CSV)
console-field-updates-file = file
console-form-hint-updates-file = A path on this machine. CSV with a heading: order_number, status, remark; every other column is an extra field of the sale.
console-field-leave-wrong = leave wrong lines out
console-updates-example-written = Written to { $path }. Each line is a sale: order number, status, and a remark and extra fields if there are any. Fill the file in and take it in from the same menu.
console-updates-mend = { $good ->
    [one] Nothing was taken in yet; 1 line is right. Mend the wrong lines in the file and press Enter again, or choose to leave wrong lines out.
   *[other] Nothing was taken in yet; { $good } lines are right. Mend the wrong lines in the file and press Enter again, or choose to leave wrong lines out.
 }
console-updates-nothing = { $same ->
    [0] This file holds no sale.
   *[other] All of this file is so already ({ $same }).
 }
console-updates-same = { $count ->
    [one] 1 sale is so already.
   *[other] { $count } sales are so already.
 }
console-updates-left = { $count ->
    [one] 1 wrong line is left out.
   *[other] { $count } wrong lines are left out.
 }
console-offer-sale-status = Set status: { $name }
console-offer-sale-history = History of sale { $name }
console-offer-sale-contract = Save the contract of sale { $name }
console-offer-sale-documents = Save the documents of sale { $name }
console-offer-verify-record = Check that the whole record holds
console-sales-status-title = Set the status of { $count ->
    [one] one sale
   *[other] { $count } sales
 }
console-sales-status-same = { $count ->
    [one] 1 sale has that status already and stays as it is.
   *[other] { $count } sales have that status already and stay as they are.
}
console-sales-status-missing = { $count ->
    [one] Sale { $sales } is no longer there.
   *[other] { $count } sales are no longer there: { $sales }.
}
console-sales-status-revives = { $count ->
    [one] Sale { $sales } is cancelled: this takes it up again.
   *[other] { $count } sales are cancelled, and this takes them up again: { $sales }.
}
console-sales-status-accepts = { $count ->
    [one] The partner asks to cancel sale { $sales }: this grants it.
   *[other] The partner asks to cancel { $count } sales, and this grants it: { $sales }.
}
console-sales-status-rejects = { $count ->
    [one] The partner asks to cancel sale { $sales }: this refuses it. Better answer it on the Cancellations tab.
   *[other] The partner asks to cancel { $count } sales, and this refuses it. Better answer them on the Cancellations tab: { $sales }.
}
console-sales-status-line = { $sale }: { $from } → { $to }
console-sales-contract-title = Contract of sale { $sale }
console-sales-documents-title = Documents of sale { $sale }
console-sales-sheet-title = Sale { $sale }
console-sales-history-title = History of sale { $sale }
console-sales-no-history = Nothing about this sale has changed yet.
console-sales-no-files = This sale has none.
console-sales-files-written = { $count ->
    [one] One file saved
   *[other] { $count } files saved
 }
console-verb-status = Set status
console-audit-asked = Reading the record …
console-audit-new = { $what } · new
console-audit-gone = { $what } · removed
console-audit-changed = { $what } · changed
console-audit-again = status { $status } was set again
console-audit-same = stayed as it was
console-audit-all = all
console-audit-secret = (secret)
console-audited-account = account
console-audited-suppliers = supplier
console-audited-products = product
console-audited-flows = flow
console-audited-questions = question
console-audited-agreements = agreement
console-audited-statuses = status
console-audited-organisations = organisation
console-audited-users = user
console-audited-tokens = token
console-audited-webhooks = subscription
console-audited-invites = invite
console-audited-deliveries = message
console-audited-concepts = draft
console-audited-sales = sale
console-audited-token-addresses = addresses of token
console-audited-optins = opt-in
console-field-flows = flows
console-field-whole-flows = everything of flow
console-field-user-id = number of the user
console-field-link = link user
console-field-expires-at = ends
console-field-replaced-until = stays valid beside it until
console-field-digest = secret
console-field-key-id = key
console-field-replaces = replaces token
console-field-incoming = settings
console-field-networks = may come from
console-field-token = token
console-field-account = account
console-audit-whole = The record is whole: { $count } lines. Note the last line somewhere else: { $last }. Whether it still stands there later, b tells.
console-offer-verify-noted = Check that a line noted before still stands there
console-field-noted = line noted before
console-form-hint-noted = As it was noted when the record was checked: number=hash.
console-field-new-status = new status
console-field-folder = folder
console-form-hint-folder = A folder on this machine; what is there already is not overwritten.
console-offer-edit-rule = Change the rule
console-offer-remove-thing = Remove: { $name }
console-offer-try-rule = Try its rule on a sale
console-offer-about-remove-thing = This cannot be undone. What is still needed somewhere stays, and you are told where.
console-form-new-thing = { $kind }: new
console-form-edit-thing = { $kind }: { $name }
console-form-trial = Try the rule of { $name }
console-form-hint-sale = The number of a sale in this environment.
console-form-hint-options = With | between them.
console-form-hint-customfields = name=value, with | between them.
console-form-hint-image = Path of a PNG, JPEG or GIF on this machine; - takes the image away; empty leaves it.
console-form-hint-documents = With | between them: names of what stays, and paths of PDFs or images on this machine to add.
console-form-hint-section-title = Without a title the section goes.
console-form-hint-section-products = Numbers with commas between them; 2031 x2 is two at most.
console-form-hint-section-for-products = Numbers of products with commas between them.
console-form-hint-section-for-suppliers = Numbers of suppliers with commas between them.
console-form-wrong-pair = Write name=value, with | between them.
console-form-hint-product-ids = Numbers of products with commas between them; empty for none.
console-form-hint-product-types = With commas between them: energy, telecom, general, solar panels, heat pump. Empty for all.
console-form-hint-flow-identifiers = With commas between them; empty for all flows.
console-form-hint-rule-visible = Yes: it is there only when the rule holds. The rule itself: r in the list.
console-form-hint-rule-required = Yes: mandatory only when the rule holds.
console-trial-no-rule = There is no rule.
console-trial-not-asked = { $kind ->
    [agreements] The agreement does not belong to this product in this flow.
   *[questions] The question does not belong to this product in this flow.
 }
console-trial-hidden = { $kind ->
    [agreements] The agreement is not visible.
   *[questions] The question is not visible.
 }
console-trial-required = { $kind ->
    [agreements] The agreement is visible and mandatory.
   *[questions] The question is visible and mandatory.
 }
console-trial-optional = { $kind ->
    [agreements] The agreement is visible and optional.
   *[questions] The question is visible and optional.
 }
console-trial-found = (it is: { $found })
console-field-sale = sale
console-field-price = price once
console-field-price-monthly = price a month
console-field-price-action = action price once
console-field-price-action-type = kind of action once
console-field-price-action-value = action value once
console-field-price-monthly-action = action price a month
console-field-price-monthly-action-type = kind of action a month
console-field-price-monthly-action-value = action value a month
console-field-image = image
console-field-documents = documents
console-field-customfields = own fields
console-field-extension = kind of file
console-field-mandatory = mandatory
console-field-products = products
console-field-mandatory-for-product-ids = mandatory for products
console-field-mandatory-for-supplier-ids = mandatory for suppliers
console-field-of-section = section { $number }: { $field }
console-field-of-new-section = new section: { $field }
console-field-verification-method = verification
console-field-minimum-age-customer = age of customer from
console-field-maximum-age-customer = age of customer up to
console-field-consumer-offer-iban-required = IBAN with consumer offer
console-field-business-offer-iban-required = IBAN with business offer
console-field-consumer-order-iban-required = IBAN with consumer order
console-field-business-order-iban-required = IBAN with business order
console-field-product-ids = products in it
console-field-flow-identifiers = flows
console-field-archive = archived
console-field-sort = order
console-field-role = role
console-field-organisation = organisation
console-field-organisation-id = organisation number
console-field-required = required
console-field-visible = visible
console-field-visible-customer = visible to customer
console-field-options = options
console-field-default-value = default
console-field-validator = check
console-field-updated-at = changed on
console-field-supplier-id = supplier number
console-field-supplier-name = supplier
console-field-supplier-identifier = supplier identifier
console-field-title = title
console-field-text = text
console-field-rule = rule
console-field-rule-required = required by rule
console-field-rule-visible = visible by rule
console-field-rule-part = kind of part
console-field-rule-question = question
console-field-rule-answer = answer
console-field-rule-value = is
console-field-product-types = product types
console-field-extra = extra
console-field-koppel-provenance = provenance
console-field-settings = settings
console-field-sections = sections
console-access-tab-settings = Settings
console-access-tab-requests = Cancellations
console-access-no-requests = This partner has asked to cancel nothing.
console-offers-none = There is nothing to be done here now.
console-offer-settings = Change settings
console-offer-accept-request = Cancel sale { $name }, as the partner asks
console-offer-reject-request = Do not cancel sale { $name }
console-form-settings = Settings for this partner
console-form-accept-request = Cancel sale { $sale }
console-form-reject-request = Do not cancel sale { $sale }
console-form-request = Sale { $sale }, { $product }. The partner asks for this: «{ $reason }»
console-form-warn-accept = This cannot be undone. The partner sees the cancellation and the remark.
console-form-warn-accept-resold = This cannot be undone. The partner sees the cancellation and the remark. The sale is sold on: a party that has it already keeps it until you have it cancelled there too (queue, b).
console-form-nothing-changed = Nothing was changed.
console-form-becomes = { $field }: { $was } → { $now }
console-form-hint-check-verification = No: taken without a signature too. A sale with a contract date counts as signed.
console-form-hint-check-agreements = No: a sale of this partner is taken without agreements too.
console-form-hint-always-confirm = The confirmation to the customer then always goes from this environment.
console-form-hint-accept-cancellations = Yes: the partner may ask to cancel what is being handled already; you decide.
console-form-hint-reason = The partner gets to read this.
console-field-check-verification = check verification
console-field-check-agreements = check agreements
console-field-accepted-offer-status = status of an accepted offer
console-field-order-status = status of a new order
console-field-always-confirm = always confirm from here
console-field-accept-cancellations = accept requests to cancel
console-field-cancelled-status = status
console-field-back-status = status
console-field-remark = remark
console-field-reason = reason
console-status-usual = the usual one
console-status-asked = as asked for
console-status-before = as before the request
console-request-open = ! OPEN
console-request-passed-on = . PASSED ON
console-request-reason = asks to cancel because
console-request-answer = answered with
console-request-accepted = = CANCELLED
console-request-rejected = + REJECTED

console-did-job-begun = Job { $job } begun: { $verb } for { $count } { $count ->
    [one] sale
   *[other] sales
 }{ $why }
console-did-job = Job { $job } is { $standing }

console-replay-asked = Finding out what would become of this group now …
console-plan-replay = Group again: { $group }
console-plan-job-pause = Pause job { $job }
console-plan-job-resume = Let job { $job } go on
console-plan-job-cancel = Cancel job { $job }
console-plan-about-job-pause = Nothing new begins; what is under way goes on.
console-plan-about-job-resume = The next wave begins.
console-plan-about-job-cancel = What was not begun stays as it was. What is under way goes on.
console-jobs-title = Jobs
console-jobs-none = There has been no bulk work yet. Try a group again with r in the pane Groups.
console-job-title = Job { $job }
console-job-over = Job { $job } is { $standing }; there is nothing more to be done about it.
console-job-out-title = Write job { $job } to a file
console-job-out-file = job-{ $job }.csv
console-job-written = Written to { $path }. Each line is a sale: order number, what became of it and why.
console-evidence-out-title = Write evidence for the partner
console-evidence-out-folder = evidence-{ $group }
console-evidence-written = Written to { $path }: evidence.md to read, sales.csv with a line per sale. Nothing in it is of a person.
console-key-evidence-out = evidence
console-column-done = Passed
console-column-fallout = Fallout
console-column-actor = By
console-key-replay = try the group again
console-key-jobs = jobs
console-key-open-job = every sale
console-key-direct-job = pause or go on
console-key-cancel-job = cancel
console-key-job-out = to a file
console-place-jobs = jobs

console-form-mapping = Mapping of { $key }
console-map-nothing = nothing
console-map-constant = always the same answer
console-field-map-own = our side
console-field-map-partner = partner
console-field-map-constant = answer
console-field-map-default = when we have no answer
console-field-map-option = option
console-field-group-owner = owner
console-field-edit-field = field
console-field-edit-other = another field
console-field-edit-value = becomes
console-field-edit-send = send then
console-form-hint-edit-field = A letter goes to the next field that begins with it.
console-form-hint-edit-other = Its name in the API, such as questionData.QUESTION. Empty: the field above.
console-form-hint-edit-value = Empty: the field is emptied.
console-field-group-note = note
console-field-group-snooze = no news, in hours
console-form-hint-group-snooze = For so long the group calls nobody and is no news. Empty: not.
console-form-hint-map-own = A letter goes to the next that begins with it.
console-form-hint-map-partner = A letter goes to the next that begins with it.
console-form-hint-map-option = Our option; beside it the partner's. An option without one falls out.
console-plan-about-mapping = From now on sales are translated so. What was sent does not change.
console-done-mapping = The mapping was changed.
console-field-map-date-from = our date
console-field-map-date-to = the partner's date
console-form-hint-map-date-from = As our date is written, such as %d-%m-%Y for 31-12-2026. Empty: as it is.
console-form-hint-map-date-to = As the partner wants it, such as %Y-%m-%d for 2026-12-31.
console-plan-publish = Publish the mapping of { $name }
console-plan-about-conflict = Choose first which version of those rows holds: open them with Enter. Nobody's work is lost that way.
console-publish-row = { $key } ({ $by })
console-publish-more = and { $count } more
console-publish-conflict = x { $key }: somebody published something else meanwhile
console-publish-nothing = There is nothing to publish: everything is as it was published.
console-plan-revert = Mapping of { $name } back to version { $version }
console-plan-about-revert = That version has { $rows } { $rows ->
    [one] row
   *[other] rows
 } and is published once more; the one of now is kept.
console-versions-title = Earlier versions of the mapping with { $name }
console-versions-row = version { $version } · { $rows } { $rows ->
    [one] row
   *[other] rows
 } · { $when }
console-versions-none = No version was replaced yet.
console-draft-you = you
console-draft-by = decided by { $by }, not published yet
console-draft-busy = The decision before this one is still being kept or read. Try again in a moment.
console-draft-conflict = CONFLICT
console-key-system-statuses = show or hide system statuses
console-system-hidden = { $count ->
    [one] 1 system status hidden
   *[other] { $count } system statuses hidden
 }, a shows them
console-row-new = NEW
console-other-at = @ { $by } at { $key }
console-other-here = { $by } is at this row too
console-progress-new = { $count } new
console-progress-doubt = { $count } doubtful
console-progress-conflict = { $count } { $count ->
    [one] conflict
   *[other] conflicts
 }
console-undo-nothing = There is nothing to take back.
console-redo-nothing = There is nothing to do again.
console-session-search = Search:
console-session-no-candidates = Nothing is like it. Search among all of ours with /.
console-session-options-lack = With e these options get their counterpart.
console-session-no-candidates-flow = Nothing is like it. Search among all of the partner's with /.
console-session-no-candidates-question = Nothing is like it. Search among all of ours with /, or give a fixed answer with e.
console-session-no-such = There is no candidate { $number } here.
console-session-not-found = Nothing found with these words.
console-session-all = Everything has its place. Publish with v, or with :publish.
console-session-conflict = Somebody published something else. Choose with Enter which version holds.
console-session-same = { $count ->
    [one] = maps the question that is the same too
   *[other] = maps the { $count } questions that are the same too
 }
console-spread-nothing = No other question is the same, or they are mapped like this already.
console-spread-done = { $count ->
    [one] 1 question that is the same is mapped like this too.
   *[other] { $count } questions that are the same are mapped like this too.
 }
console-repeat-nothing = There is nothing to repeat here.
console-samples-none = This row cannot be tried on sales: it is not mapped, or it is a status.
console-samples-title = { $key } for the last sales: ours > the partner's
console-samples-no-sales = There are no sales yet to try it on.
console-likeness-same-key = same identifier
console-likeness-same-label = same name
console-likeness-alike-label = name is alike
console-likeness-alike-options = name and options are alike
console-likeness-same-type = same type
console-clash-title = Who decides about { $key }?
console-clash-decided = { $by } decided something else about this row meanwhile. Choose what holds.
console-clash-published = { $by } published something else meanwhile. Choose what holds.
console-clash-somebody = Somebody
console-clash-mine = Yours
console-clash-theirs = Of { $by }
console-clash-base = As it was
console-column-draft = Draft
console-column-lacking = No counterpart
console-column-same = The same
console-asked-required = required
console-asked-optional = may be empty
console-field-link-name = name of the integration
console-field-link-way = how
console-field-link-address = address
console-field-link-domain = account name
console-field-link-token = token
console-field-link-invite = file with the invite
console-field-link-condition = name
console-field-link-products = own products
console-field-link-suppliers = suppliers
console-field-link-flows = flows
console-field-link-types = product types
console-field-link-in-status = in status
console-field-link-customers = customers
console-field-link-answers = answers
console-field-link-processing = may be sent
console-field-link-automatic = goes by itself
console-field-link-statuses = only with status
console-field-link-which = which products
console-form-hint-link-name = What you call this partner here, as one word.
console-form-hint-link-domain = The name of the account at the partner, as in its addresses.
console-form-hint-link-token = From the partner, for integration. None of it comes on screen.
console-form-hint-link-invite = A file on this machine that the partner gave.
console-form-hint-link-products = Numbers with commas between them; empty for all.
console-form-hint-link-suppliers = Numbers with commas between them; empty for all.
console-form-hint-link-flows = As type/flow, with commas between them; empty for all.
console-form-hint-link-types = With commas between them, such as energy; empty for all.
console-form-hint-link-in-status = Statuses with commas between them; empty for each.
console-form-hint-link-answers = As question=value, with commas between them; empty for all.
console-form-hint-link-statuses = Statuses with commas between them, such as new, verified; empty for each status.
console-form-wrong-twice = There is a condition of this name already.
console-form-wrong-form = This is not written as asked.
console-arrange-add = New integration
console-arrange-by-token = with a token
console-arrange-by-invite = with an invite
console-arrange-added = { $name } was added, with everything off. Test with t, read with f.
console-arrange-about-add = The partner is asked who we are. All switches start off.
console-arrange-condition = Condition of { $name }
console-arrange-conditions = Conditions of { $name }, in order
console-arrange-no-conditions = No conditions yet: the settings hold for each sale. + makes one.
console-arrange-first-decides = The first that matches decides. Where none does: { $otherwise }.
console-arrange-about-conditions = The first condition that matches a sale decides alone.
console-arrange-every-sale = each sale
console-arrange-any-customer = all
console-arrange-never = never goes
console-arrange-by-itself = goes by itself
console-arrange-by-hand = goes by hand
console-arrange-import = Carry products of { $name } over
console-arrange-all = all { $count } that are not linked
console-arrange-of-type = type { $name }
console-arrange-of-supplier = of { $name }
console-arrange-about-import = { $count ->
    [one] 1 product is made in the own environment and linked.
   *[other] { $count } products are made in the own environment and linked.
 }
console-arrange-nothing-free = All that the partner grants is linked already.
console-arrange-not-linked = This product is not linked.
console-arrange-unlink = Unlink { $name }
console-arrange-about-unlink = { $count ->
    [0] The own product stays; sales of it no longer go to the partner.
    [one] The own product stays. 1 sale under way still goes there.
   *[other] The own product stays. { $count } sales under way still go there.
 }
console-proof-title = Proof for { $name }
console-proof-beside = Outside of it lies, and can still fall out:
console-proving = Proving …
console-happened-edited = Edited: { $fields }{ $why }
console-brief-loop = goes round
console-done-queued = { $refused ->
    [0] { $verb }: { $done } put in the queue.
   *[other] { $verb }: { $done } put in the queue, { $refused } not.
 }
console-column-agents = Users
console-column-tokens = Tokens
console-column-open-sales = Open sales
console-column-flows = Flows
console-organisation-active = + ACTIVE
console-organisation-asks = ! ACTION { $count }
console-organisation-inactive = = OFF
console-column-sales = Sales
console-column-stuck = Stuck
console-column-stays = Stay
console-column-ways = Ways
console-setting-grace = Can be recalled before sending
console-grace-none = not: the sale goes at once
console-integration-vanished = VANISHED
console-field-vanished = Gone at partner
console-vanished-open = { $gone } of { $linked } gone at the partner; nothing was done about it (v)
console-products-vanished = ! { $gone } of { $linked } gone at the partner (v)
console-vanished-none = No linked product is gone at the partner that nothing was done about.
console-vanished-title = Gone at { $name }
console-vanished-stopped = { $gone } of { $linked } linked products are gone at once. It may be a right that was withdrawn: so nothing was done yet.
console-vanished-refused = The partner no longer lets koppel in, so whether these products are really gone cannot be seen: { $why }
console-vanished-row = { $product } (own { $own }) { $name }{ $sales ->
    [0] { "" }
    [one] { " " }· 1 sale not sent yet
   *[other] { " " }· { $sales } sales not sent yet
 }
console-vanished-more = and { $count } more
console-vanished-sales = { $count ->
    [one] 1 sale that has still to go falls out because of it.
   *[other] { $count } sales that have still to go fall out because of it.
 }
console-vanished-mapping = Rows of the mapping that no product needs then: { $rows }
console-vanished-about-nothing = The setting «Product gone at the partner» says do nothing. Change it first when the own products are to go out of sale.
console-vanished-about-deactivate = { $count ->
    [one] The own product is deactivated
   *[other] The { $count } own products are deactivated
 }, when it is still gone at the partner now. r brings it back.
console-vanished-about-delete = { $count ->
    [one] The own product is deleted
   *[other] The { $count } own products are deleted
 }, when it is still gone at the partner now. A copy is kept: r brings it back.
console-done-vanished = { $count ->
    [one] 1 own product was put out of sale.
   *[other] { $count } own products were put out of sale.
 }
console-restore-title = Bring { $name } ({ $product }) back
console-restore-nothing = koppel did not put this product out of sale.
console-restore-about-deleted = The own product is made anew of the copy that was kept, with a new number.
console-restore-about-inactive = The own product is activated again.
console-done-restored = Own product { $own } is back in sale.
console-column-missing = Gone since
console-column-retired = Own product
console-retired-deleted = deleted; r brings it back
console-retired-inactive = deactivated; r brings it back
console-product-deleted = = DELETED
console-product-inactive = = NO SALE
console-differences = Differs from the partner's
console-differences-none = The same as the partner's.
console-difference = { $field }: ours { $ours }, the partner's { $theirs }
console-difference-files = { $field }: other files
console-difference-nothing = nothing
console-take-title = Take over for { $name }
console-take-same = This product is the same as the partner's.
console-field-link-take = take over
console-form-hint-link-take = What stands at the partner comes into the own product.
console-browse-drifts = Changes of { $name }
console-browse-rehearsal = Rehearsing the switches of { $name }
console-browse-backtest = Earlier sales through the mapping of { $name }
console-browse-written = Taken over from { $name }
console-drifts-none = The partner changed nothing in what it asks.
console-drifts-row = version { $version }, { $since } · { $class } · { $standing }{ $count ->
    [0] { "" }
    [one] { " " }· 1 sale held
   *[other] { " " }· { $count } sales held
 }
console-drifts-held = Held: { $sales }
console-drift-not-open = This change holds nothing.
console-plan-release = Release version { $version } of { $name }
console-plan-about-drift = { $count ->
    [0] No sale is held by it now.
    [one] 1 sale that is held goes, also when the partner refuses it because of this.
   *[other] { $count } sales that are held go, also when the partner refuses them because of this.
 }
console-done-released = Version { $version } was released.
console-simulated = { $count ->
    [one] The last sale
   *[other] The last { $count } sales
 } with the switches of now: { $itself } by itself, { $hand } by hand, { $never } never.
console-simulated-none = There are no sales yet to try it on.
console-written-row = { $product } { $name } · { $count ->
    [one] 1 field
   *[other] { $count } fields
 }
console-key-rehearse = rehearse
console-key-drifts = changes
console-key-vanished = gone at partner
console-key-take-fields = take fields over
console-key-restore = bring back
console-key-release = release
console-key-backtest = earlier sales
console-place-drifts = changes of a partner
console-place-backtest = earlier sales
console-draft-overruled = { $by } chose something else than you for { $key }.
console-setting-fields = Fields of products
console-fields-all-partner = all of the partner
console-field-link-policy = field
console-form-hint-link-policy = The partner's: carried over. Ours: stays. Ask: you take it over with t at the products.
console-lacks = lacks { $count }: { $options }
console-dry-run-title = Trial of sale { $sale }: nothing is sent
console-dry-run-good = The sale can be made like this (mapping version { $version }):
console-dry-run-bad = The sale cannot be made like this (mapping version { $version }).
console-dry-run-one = A dry run takes one sale at a time.
console-key-dry-run = dry run
console-plan-sure = Take sure proposals for { $name }
console-sure-row = { $key } > { $to } ({ $score })
console-sure-about = { $count ->
    [one] 1 open row gets its proposal
   *[other] { $count } open rows get their proposal
 } of { $score } or more, that no other comes near. It stands in the draft then; u takes it back.
console-sure-nothing = No open row has a proposal of { $score } or more.
console-key-sure = take sure ones
