# What the commands print for people. Scripts read --json, which these texts do not touch.

# Words
cli-left-flow = Flow «{ $name }» ({ $id }) no longer names it.
cli-left-organisation = Organisation «{ $name }» ({ $id }) no longer has a right to it.
cli-left-token = Token «{ $name }» ({ $id }) ends with it.
cli-yes = yes
cli-no = no
cli-on = on
cli-off = off
cli-always = always
cli-everything = everything
cli-unmapped = (not mapped)
cli-empty = Nothing to show.
cli-more = { $shown } are shown; --limit shows more.
cli-searched = The search stopped after { $rows } rows. Narrow it with state: or integration:.
cli-with-options = , { $count ->
    [one] 1 option
   *[other] { $count } options
 }
cli-not-asked = not asked
cli-status-system = system
cli-status-custom = custom
cli-and-held = , held
cli-and-own-asked = , cancellation asked for here
cli-and-own-cancelled = , cancelled here
cli-and-cancel = , cancellation requested

# Columns and names
cli-col-address = Address
cli-col-answer-from = Answer from
cli-col-attempts = Attempts
cli-col-automatic = Automatic
cli-col-changed = Changed
cli-col-check = Check
cli-col-check-updates = Check for updates
cli-col-checked = Last checked
cli-col-condition = Condition
cli-col-conditions = Conditions
cli-col-count = Sales
cli-col-customer = Customer
cli-col-constant = Always
cli-col-date = Date
cli-col-default = If empty
cli-col-mapped = Mapped
cli-col-options = Options
cli-col-own-name = Our name
cli-col-own-options = Our options
cli-col-partner-name = Partner's name
cli-col-partner-options = Partner's options
cli-col-takes = Takes
cli-col-variable = Variable
cli-col-flow = Flow
cli-col-found = Found
cli-col-granted = Granted
cli-col-group = Group
cli-col-equal = Equal
cli-col-identifier = Identifier
cli-col-integration = Integration
cli-col-role = Role
cli-col-key = Key
cli-col-kind = Kind
cli-col-last-contact = Last contact
cli-col-link = Link
cli-col-matches = Matches
cli-col-name = Name
cli-col-next = Next attempt
cli-col-organisation = Organisation
cli-col-origin = From
cli-col-own = Own
cli-col-own-environment = Own environment
cli-col-own-product = Own product
cli-col-own-status = Own status
cli-col-partner = Partner
cli-col-partner-product = Partner product
cli-col-partner-sale = Partner sale
cli-col-partner-status = Partner status
cli-col-place = Place
cli-col-price = Price a month
cli-col-processing = Processing
cli-col-product = Product
cli-col-products = Products
cli-col-required = Required
cli-col-sale = Sale
cli-col-send-optin = Send opt-in
cli-grace = { $seconds ->
    [0] none: a sale goes at once
   *[other] { $seconds } s before a sale goes
}
cli-status-oldest = Waiting longest
cli-col-budget = Requests a minute
cli-col-empty-at = Empty at
cli-col-statuses-read = Statuses read
cli-col-tier = Recognised by
cli-col-grace = Time to recall
cli-col-service = Service
cli-col-setting = Setting
cli-col-since = Since
cli-col-sound = Sound
cli-col-state = State
cli-col-statuses = Statuses
cli-col-supplier = Supplier
cli-col-synchronised = Last synchronised
cli-col-type = Type
cli-col-value = Value
cli-col-vanished = When a product is gone
cli-col-why = Why
cli-vanished-nothing = do nothing
cli-vanished-deactivate = deactivate
cli-vanished-delete = delete
cli-col-drift = When the partner asks other things
cli-drift-hold = hold the sales that fall out over it
cli-drift-warn = warn
cli-drift-ignore = ignore
cli-col-drift-open = Partner changed
cli-drift-open = { $count } { $count ->
    [one] version
   *[other] versions
} not looked at ({ $class }). Look with drift list
cli-col-version = Version
cli-col-class = Means
cli-col-held = Holds
cli-col-what = What
cli-drift-unknown = There is no version { $value } of what the partner asks. Look with drift list --all.
cli-drift-released = { $count } { $count ->
    [one] version
   *[other] versions
} released
cli-pass = { $seen } seen, { $changed } changed
cli-pass-intake = Intake
cli-pass-forward = Forward
cli-pass-check = Check
cli-pass-follow = Follow
cli-pass-sync = Synchronise
cli-link-good = good
cli-link-unknown = not contacted yet
cli-link-idle = not known while the service is not running
cli-link-paused = paused: { $why }
cli-link-breaker = no new attempts until { $until }

# Connection test
cli-test-address = Address
cli-test-result = Result
cli-test-works = connected
cli-test-next = What you can do
cli-test-said = It said
cli-test-user = As
cli-test-organisation = Of organisation
cli-test-scope = Scope
cli-test-integration-only = For integration only
cli-test-flows = Flows visible
cli-test-products = Products visible
cli-test-time = Round trip
cli-test-limit = Requests a minute
cli-test-account-scope = Mind: this token reaches the whole account of the partner. A link needs only a token for integration, of a link user: ask the partner for one.
cli-test-paused = The integration is paused all the same. What waits goes after: koppel integration resume { $name }

# Done
cli-own-set = Koppel now works for { $domain } at { $url }. Next: koppel own test
cli-integration-added = Integration { $name } was added; its switches are off. Next: koppel integration test { $name }
cli-integration-set = Integration { $name } was changed.
cli-integration-removed = Integration { $name } was removed.
cli-integration-resumed = Integration { $name } sends again.
cli-integration-would-resume = Integration { $name } would send again, { $count ->
    [one] 1 sale
   *[other] { $count } sales
} of it under way. It is paused: { $why }
cli-integration-not-paused = Integration { $name } is not paused: nothing would change.
cli-integration-token = Integration { $name } has the new token.
cli-conditions-set = The conditions of { $name } were changed.
cli-synced = { $seen } looked at, { $changed } changed.
cli-still-reading = Still reading after { $seconds } s …
cli-still-reading-limited = Still reading after { $seconds } s: the partner allows { $limit } requests a minute, so a large catalogue takes minutes …
cli-import-left = Not imported: { $why }
cli-imported = { $count ->
    [one] 1 product was imported.
   *[other] { $count } products were imported.
 }
cli-unlinked = Product { $product } is no longer linked. The own product stays.
cli-map-set = The mapping of { $key } was changed.
cli-map-exported = The mapping was written to { $path }.
cli-map-imported = The mapping was replaced: { $rows } rows; { $added } new, { $changed } changed, { $removed } gone.
cli-map-empty = { $value } holds no row: importing it would take every row away. Add --allow-empty if that is meant.
cli-unknown-own = The own environment has no { $what } «{ $name }».
cli-unknown-partner = The partner has no { $what } «{ $name }» that we have read of.
cli-unknown-near = Nearest: { $names }.
cli-unknown-new = Nothing was saved. If it was only just made there, read anew first: koppel sync { $name }.
cli-map-unknown-new = Nothing was saved. If it was only just made there, read anew first: koppel sync { $name }. If it is made later: --allow-unknown.
cli-map-what-flow = flow
cli-map-what-question = question
cli-map-what-agreement = agreement
cli-map-what-status = status
cli-dry-run-sent = Mind: sale { $sale } has been sent already, as the partner's sale { $partner }. This is what would go now.
cli-mapping-version = With mapping version { $version }.
cli-acted = Sale { $sale }: { $state }.
cli-acted-asked = Sale { $sale }: the partner was asked to cancel it.
cli-acted-plain = Sale { $sale }: done.
cli-acted-not = Sale { $sale } was left as it is: { $why }
cli-organisation-made = Organisation { $id } was created.
cli-organisation-set = Organisation { $id } was changed.
cli-user-made = Link user { $id } was created.
cli-granted = { $count } granted.
cli-token-written = The token was written to { $path }, readable by you alone.
cli-token-once = This token is shown once. It stands in plain on your screen; prefer --out FILE.
cli-identity-next = Give this key to the partner. They make an invite for it: koppel env token invite --to KEY
cli-invite-local = Note: the invite has the address of this machine itself, which a partner elsewhere cannot reach. Make one with --address https://... (where the partner reaches this environment), and withdraw this one.
cli-invite-written = Invite written to { $path }, good until { $until }. Only the partner can read it, and use it once.
cli-invite-taken-back = Invite { $id } was withdrawn.
cli-invite-open = open
cli-invite-used = used
cli-invite-withdrawn = withdrawn
cli-invite-expired = expired
cli-col-invite = Invite
cli-col-until = Good until
cli-col-used = Used
cli-col-refused = Refused
cli-expires-odd = «{ $value }» is no time. Write 30m, 12h or 7d.
cli-token-readable = Mind: this token can be read by whoever sees it on its way.
cli-token-plain = Mind: this token can be read by whoever sees it on its way. Safer: koppel env token invite
cli-integration-invited = Integration «{ $name }» with { $domain } was made. All its switches are off.
cli-change-changed = changed
cli-change-created = new
cli-col-active = Active
cli-col-bytes = Bytes
cli-col-change = Change
cli-col-changed-fields = Fields
cli-col-file = File
cli-col-from = From
cli-col-list = List
cli-col-made = Created
cli-col-number = Number
cli-col-question = Question
cli-col-remark = Remark
cli-col-to = To
cli-col-when = When
cli-col-who = Who
cli-count-other = There are { $value }. Name that number with --expect-count to go on.
cli-fields-missing = No field was named. Write field=value, or give a file with --file.
cli-col-owner = Owner
cli-col-trend = Last hour (before)
cli-handover = Handover from { $from } to { $to }
cli-handover-queue = The queue now
cli-handover-uncertain = Uncertain sales are looked for at the partner; those that koppel cannot decide wait for a person: adopt them, or confirm that they are absent.
cli-handover-new = Causes that are new
cli-handover-known = Causes that were known
cli-handover-jobs = Bulk work under way
cli-handover-done = What people did
cli-handover-none = Nothing.
cli-handover-written = Handover written to { $path }.
cli-evidence = Evidence on { $count } { $count ->
    [one] sale
   *[other] sales
 } written to { $dir }, without personal data.
cli-queue-empty = Queue empty ({ $name })
cli-file-plan = { $count } to make, { $known } made before, { $wrong } wrong. --yes goes ahead; --partial leaves the wrong rows out.
cli-file-done = { $count ->
    [one] 1 sale made in the own environment. It goes on from there as any other.
   *[other] { $count } sales made in the own environment. They go on from there as any other.
 }
cli-file-line = line { $line }: { $what }
cli-file-new = a new sale
cli-file-made = sale { $sale }
cli-file-known = sale { $sale }, made before
cli-file-differs = sale { $sale }, made before; the row says something else now, and the sale stays as it is. Change it with koppel sale edit { $sale }.
cli-file-alike = in doubt: it was sent, and these sales of the own environment may be it: { $sales }. Take the row out of the file when one of them is; give it another reference when none is.
cli-file-doubted = in doubt: it was sent, and no answer came. Import the same file again: it is not made twice.
cli-file-doubted-until = in doubt: it was sent, and no answer came. Import the same file again after { $until }: it is not made twice.
cli-file-failed = not made: { $why } The same file may be imported again.
cli-file-missing = this is missing: { $named }
cli-file-no-option = this is not one of the answers to choose from: { $named }
cli-file-invalid = this cannot be: { $named }
cli-file-agreement = this has to be accepted: { $named }
cli-file-product = the own environment does not sell it: { $named }
cli-file-flow = the own environment does not have it: { $named }
cli-file-twice = the same row was there before { $value }
cli-file-no-object = this is no JSON object
cli-file-odd = «{ $value }» is neither a text nor a list of texts
cli-import-done = { $count ->
    [one] 1 sale updated.
   *[other] { $count } sales updated.
 }
cli-import-empty = { $value } has no rows. An example: koppel env sale import --template
cli-import-no-column = { $value } has no column order_number. An example: koppel env sale import --template
cli-import-plan = { $count } to change, { $same } so already, { $wrong } wrong. --yes goes ahead; --partial leaves the wrong lines out.
cli-rule-none = There is no rule.
cli-rule-required-when = Required when:
cli-rule-visible-when = Visible when:
cli-status-would = Sale { $sale }: { $was } would become { $status }.
cli-status-none = Nothing changes.
cli-status-same = { $count ->
    [one] 1 sale has this status already and takes no part.
   *[other] { $count } sales have this status already and take no part.
}
cli-status-revives = Note: sale { $sale } is cancelled, and would not be any more.
cli-status-accepts = Note: the partner asked to cancel sale { $sale }; this grants it.
cli-status-rejects = Note: the partner asked to cancel sale { $sale }; this refuses it.
cli-status-with-yes = Nothing has been set yet. --yes does it.
cli-thing-changed = { $id } was changed.
cli-thing-gone = { $id } ({ $name }) was removed.
cli-thing-made = { $id } was made.
cli-thing-would-go = { $id } ({ $name }) would be removed. --yes does it.
cli-world-plan = { $count } to make or change, { $same } so already. --yes goes ahead.
cli-world-taken = { $count } made or changed.
cli-world-written = Written to { $path }. It holds data of people.
cli-status-set = Sale { $sale } now has status { $status }.
cli-config-valid = The settings are right.
cli-config-made = The settings file { $path } was made.
cli-config-exists = { $value } exists already and was left as it is. Look at it with koppel config show, or name another file with --config.
cli-everything-goes = Mind: with sale processing of { $name } on, every sale that no condition matches goes too.
cli-type-token = Paste the token, then press Enter and Ctrl-D:

# Queue and service
cli-settled = Settled
cli-queue-parting = Cancelled here, not at the partner
cli-sent-ever = Ever sent
cli-status-updates = Status updates written back
cli-status-unmapped = Waiting on unmapped status { $status }
cli-not-settled = Not settled after { $seconds } s.
cli-own-missing = not set; next: koppel own set
cli-service-since = running since { $at }
cli-service-stopped = The service is not running.
cli-service-ended = The service has been stopped.
cli-service-still-runs = The service still runs after { $seconds } s. It ends by itself when its attempts are answered.
cli-serving = The service listens at { $socket }. Ctrl-C stops it.
cli-log-failed = There will be no log: { $why }
cli-incident = Koppel has crashed. Nothing that was acknowledged is lost. The log names this incident { $incident }.

# One sale
cli-part-timeline = Timeline
cli-part-trace = Why it goes or does not
cli-part-attempts = Attempts
cli-part-own = Own sale
cli-part-sent = Last sent
cli-attempt-open = no answer yet
cli-attempt-accepted = accepted as { $id }
cli-happened-accepted = taken in
cli-happened-own-status = own status { $status }
cli-happened-partner-status = partner status { $status }, mapped to { $mapped }
cli-happened-cancel-not-taken = the partner did not take the request to cancel: { $why }
cli-happened-kept = status { $status } not written: the own sale is cancelled, or asked to be
cli-happened-cancel-asked = the partner was asked to cancel it
cli-happened-cancel-rejected = request to cancel refused by the partner: «{ $remark }»
cli-happened-replaces = in the place of sale { $sale }, which was cancelled
cli-happened-replaced = sale { $sale } has taken its place
cli-happened-written = status { $status } written to the own sale
cli-happened-not-written = status not written to the own sale: { $why }

# Doctor
cli-doctor-mode = { $path } has mode { $mode }; set it to { $wanted } with chmod
cli-doctor-store-in-use = in use by the service, which checks it itself; stop the service to verify every entry
cli-doctor-environment-in-use = in use by the environment that is served from here; stop it to verify every entry
cli-doctor-backup-none = none yet; a service makes one once it runs
cli-doctor-backup-old = the last is of { $at }. See in the log why there is no newer one, or make one: koppel backup
cli-doctor-store = { $entries } entries and { $documents } documents verified
cli-backed-up = Backup written: { $path } ({ $size }, { $entries } entries, { $documents } documents).
cli-exported = Copy with key written: { $path } ({ $size }). Only who has the private half of that key can open it.
cli-restore-done = Put back: { $entries } entries and { $documents } documents.
cli-restore-aside = What stood there is kept in { $path }.
cli-restore-next = The store is in quarantine: nothing is placed. Start the service, look with koppel quarantine, and confirm there that this is the only copy.
cli-quarantine-none = This store is not in quarantine.
cli-quarantine-moved = In quarantine since { $at }: the store lies elsewhere than it did. What happened after { $since } it does not know.
cli-quarantine-older = In quarantine since { $at }: the store is older than its folder remembers. What happened after { $since } it does not know.
cli-quarantine-next = Nothing is placed or changed, not at the own environment either. Is no other copy running anywhere? Confirm it: koppel quarantine --only-copy. What was not placed is then looked for at the partner first.
cli-quarantine-lifted = Confirmed: this is the only copy. What was not placed is looked for at the partner first.
cli-quarantine-past = Lifted at { $at } by { $actor }. Sales of before were or are looked for at the partner first.
cli-col-quarantine = Quarantine
cli-restore-sealed = { $value } is sealed. Give the file with the private half of the key with --identity.
cli-restore-other-key = { $value } was sealed to another key.
cli-restore-damaged = { $value } is damaged. Take another copy.
cli-no-private-key = { $value } holds no private key. Such a line begins with AGE-SECRET-KEY-1.
cli-col-size = Size
cli-rebuild-in-use = The service runs on this store. Stop it first: koppel serve --stop
cli-rebuild-needless = The store is sound; there is nothing to rebuild.
cli-rebuilt = The store was made anew from its log, up to commit { $revision }. What was damaged stands in its quarantine folder.

# What can be wrong with a command
cli-address-no-url = { $value } is no address. Write scheme, host and port, such as https://app.salesdock.nl
cli-address-not-https = { $value } is not safe for a token. Use https; http only on this machine (127.0.0.1, localhost).
cli-address-with-secret = An address carries no user name or password. Give the token with --token-stdin or --token-file.
cli-address-with-path = { $value } has a path. Leave it away: only scheme, host and port.
cli-domain-odd = «{ $value }» is no account name. It is the part after /api/ in the environment's addresses.
cli-name-odd = «{ $value }» cannot be a name: letters, digits, - _ and . only, at most 64.
cli-token-empty = The token is empty.
cli-token-lines = The token source holds more than one line. Leave only the token in it.
cli-token-odd = The token holds white space or control characters; check how it was copied.
cli-setting-no-value = «{ $value }» has no value. Write key=value, such as automatic=on
cli-setting-unknown = There is no setting «{ $value }». There are: sale-processing, automatic, statuses, check-updates, send-opt-in, on-vanished, on-drift.
cli-setting-switch = «{ $value }» is neither on nor off.
cli-setting-statuses = «{ $value }» names no status. Write always, or statuses split by commas.
cli-setting-vanished = «{ $value }» is none of nothing, deactivate, delete.
cli-setting-drift = «{ $value }» is none of hold, warn, ignore.
cli-setting-grace = “{ $value }” is no time: write for example 90s, 15m or 2h; 0 is at once, at most a day.
cli-import-none = The partner has granted no product that fits «{ $value }». Look with product list; read them first with sync.
cli-import-unknown = The partner shows no product { $value }. Look with product list; read them first with sync.
cli-condition-twice = There is a condition «{ $value }» already. Change it with koppel condition set.
cli-condition-unknown = There is no condition «{ $value }». See koppel condition list.
cli-integration-unknown = There is no integration «{ $value }». See koppel integration list.
cli-flow-odd = «{ $value }» is no flow. Write type/identifier, such as energy/electricity
cli-moment-odd = «{ $value }» is no moment. Write yyyy-mm-dd, or yyyy-mm-dd hh:mm:ss in quotes.
cli-number-odd = «{ $value }» is no number.
cli-customer-odd = «{ $value }» is neither consumer nor business.
cli-answer-odd = «{ $value }» is no answer. Write question=value
cli-option-odd = «{ $value }» is no option. Write own=partner
cli-row-unknown = There is no «{ $value }» here. See the list of the same command.
cli-field-odd = «{ $value }» is no field. Write field=value
cli-state-unknown = «{ $value }» is no state. States: waiting, ready, queued, sending, retrying, sent, fallout, uncertain, skipped, cancelled, done.
cli-qualifier-unknown = «{ $value }» is no filter. There are: state:, integration: and group:, and words to look for.
cli-data-missing = Give the environment's own folder with --data. It is another than the service's.
cli-nothing-here = There is nothing of koppel in { $value }. Check --data, or begin with koppel own set.
cli-environment-here = { $value } is the folder of an environment of our own, not of a service. Give the service another folder with --data.
cli-no-terminal = The console needs a terminal. In scripts use the commands with --json.
cli-no-terminal-demo = The demo on a screen needs a terminal. Without one: koppel demo --headless
cli-limit-odd = «{ $value }» is no limit. Write a number of requests a minute, or off.
cli-listen-odd = «{ $value }» is no address to listen at. Write host and port, such as 127.0.0.1:8080
cli-faults-odd = The faults cannot be read: { $value }

# What can go wrong
cli-not-running = No service runs at { $path }. Start it with koppel serve.
cli-socket-not-allowed = This account may not use the service at { $path }. Ask whoever runs it to let you in (service.group).
cli-socket-unusable = { $path } cannot be connected to
cli-connection-lost = The connection to the service was lost. A command may have been carried out; look before you repeat it
cli-no-answer = The service gave no answer within { $seconds } s. See its log.
cli-other-version = The service's answer cannot be read. Restart it, so that both are of one version
cli-file-not-there = it is not there
cli-file-no-permission = no permission
cli-file-is-there = it is there already
cli-file-is-folder = it is a folder
cli-file-no-folder = a part of the path is no folder
cli-file-no-room = there is no room left
cli-file-unreadable = { $path } cannot be read
cli-file-unwritable = { $path } cannot be written
cli-start-failed = The store or service cannot be opened
cli-environment-failed = The environment cannot do this
cli-listen-failed = Cannot listen at { $address }
cli-console-failed = The console stopped
cli-output-failed = The output cannot be written
cli-conflict = Somebody changed this in the meantime: you saw version { $expected }, it is now { $found }. Look again, then repeat.
cli-role-too-low = { $account } is only { $may } here; this needs the role { $needs }.
cli-store-failed = The store has failed: { $why }

# The demo
cli-demo-setting-up = Setting up two environments and linking them …
cli-demo-limited = Reading the catalogue at { $limit } requests a minute takes a minute or two.
cli-demo-running = The demo runs in { $folder }. Ctrl-C: no more sales; once more: stop at once.
cli-demo-finishing = No more sales are made. What is under way is finished …
cli-demo-ending = Closing the demo …
cli-demo-sales = { $made } sales made: { $sent } sent, { $fallout } fallen out, { $waiting } waiting, { $uncertain } uncertain
cli-demo-checked = { $updates } statuses written back. Checked in both environments: { $duplicates } doubled, { $lost } lost, { $denied } there but called unsent
cli-demo-failed = The demo stopped
cli-rate-odd = «{ $value }» sales a second cannot be done. Choose a number from 0.01 to 1000.

# Products beside the partner's
cli-col-fields = Fields
cli-col-field = Field
cli-col-ours = Ours
cli-col-theirs = The partner's
cli-col-policy = Policy
cli-col-sales = Under way
cli-col-vanished-hold = Gone
cli-policy-partner = the partner's
cli-policy-ours = ours
cli-policy-ask = ask
cli-policy-all-partner = all the partner's
cli-setting-policy = «{ $value }» is no policy for a field: say partner, ours or ask
cli-vanished-hold = { $gone } of { $linked } linked products are gone; nothing was done about it. Look at them with product vanished
cli-same = There is no difference.
cli-vanish-none = Nothing is gone.
cli-vanish-is-deleted = deleted
cli-vanish-is-deactivated = deactivated
cli-vanish-is-spared = brought back
cli-vanish-is-sold = on sale
cli-vanish-stopped = koppel did nothing by itself: { $gone } of { $linked } linked products are gone at once.
cli-vanish-refused = koppel did nothing by itself: { $why }
cli-vanish-nothing = on-vanished is nothing: --yes does nothing. Choose deactivate or delete with integration set first.
cli-vanish-deactivate = --yes --expect-count { $count } deactivates { $count ->
    [one] one own product
   *[other] { $count } own products
}. Sales that were not sent yet and wait then: { $sales }.
cli-vanish-delete = --yes --expect-count { $count } deletes { $count ->
    [one] one own product
   *[other] { $count } own products
}; product restore brings them back. Sales that were not sent yet and wait then: { $sales }.
cli-vanish-rows = Rows of the mapping that no product needs then: { $rows }
cli-col-missing-since = Gone since
cli-col-unsent = Not sent yet
cli-other-content = other content
cli-retired = { $count ->
    [one] One own product was put out of sale.
   *[other] { $count } own products were put out of sale.
}
cli-restored = Product { $product } is back as own product { $own }.

# Rehearsals
cli-col-tested = Outcome
cli-col-way = Goes
cli-col-rule = Rule
cli-incoming-unknown = There is no setting «{ $value }». There are: check-verification, check-agreements, always-confirm, accept-cancellations, order-status, accepted-offer-status.
cli-incoming-switch = «{ $value }» is neither yes nor no.
cli-incoming-usual = the usual one
cli-incoming-check-verification = Check verification
cli-incoming-check-agreements = Check agreements
cli-incoming-order-status = Status of a new order
cli-incoming-accepted-offer-status = Status of an accepted offer
cli-incoming-always-confirm = Always confirm from here
cli-incoming-accept-cancellations = Accept requests to cancel
cli-cancellation-accepted = Sale { $sale } is cancelled.
cli-cancellation-resold = Note: this sale is sold on. A party that has it already keeps it until you have it cancelled there too: koppel sale cancel-request { $sale } --reason ...
cli-cancellation-rejected = The request to cancel sale { $sale } is rejected.
cli-cancellation-open = open
cli-cancellation-passed-on = passed on
cli-cancellation-granted = granted
cli-cancellation-refused = refused
cli-col-standing = Standing
cli-col-status-before = Status before
cli-col-requested = Requested
cli-col-reason = Reason

cli-col-job = Job
cli-col-counts = So far
cli-job-goes-on = Job { $job } does { $count } sales, and goes on when this is broken off; koppel jobs cancel { $job } ends it.
cli-job-begun = Job { $job } has begun: { $count } { $count ->
    [one] sale
   *[other] sales
 } in waves. Follow it with koppel jobs show { $job }.
cli-replay-yes = With --yes they go. This cannot be undone.
cli-happened-edited = edited: { $fields }{ $why }
cli-edited = Sale { $sale }: { $fields }. So it can be made.
cli-edited-fails = Sale { $sale }: { $fields }. It does not go like this yet: { $why }
cli-edited-stays = Sale { $sale }: { $why }
cli-edit-odd = A change is FIELD=VALUE; this is not: { $given }
cli-edit-none = Nothing to change: give --set FIELD=VALUE or --from FILE.
cli-col-proof = Proof
cli-check-more = And { $count } more counterexamples; --json shows them all.
cli-col-score = Score
cli-suggest-flow = flow
cli-suggest-question = product question
cli-suggest-agreement = agreement
cli-suggest-status = status
cli-suggest-same-key = same identifier
cli-suggest-same-label = same name
cli-suggest-alike-label = name is alike
cli-suggest-alike-options = name and options are alike
cli-suggest-same-type = same type
cli-map-accepted = { $count } suggestions taken over; { $left } are not sure enough and remain.
cli-check-nothing-there = This product or flow is not in the proof: { $value }. `koppel check NAME` shows what is.
cli-webhook-added = Subscription { $webhook } to { $event } is made.
cli-webhook-added-written = Subscription { $webhook } to { $event } is made. The secret that messages are signed with is in { $path }.
cli-webhook-added-unsigned = Subscription { $webhook } to { $event } is made. This environment does not say how it signs messages.
cli-webhook-once = Messages are signed with this secret. It is shown this once: keep it where they are received.
cli-webhook-removed = Subscription { $webhook } has ended.
cli-webhook-replayed = Message { $delivery } is delivered once more.
cli-webhook-more = The last { $count } of { $total } messages.
cli-message-pending = to be delivered
cli-message-delivered = delivered
cli-message-failed = given up
cli-try-timed-out = no answer in time
cli-try-no-connection = no connection
cli-try-broken = connection broken
cli-try-not-public = address is not public
cli-try-no-secret = subscription without a secret: make it anew
cli-col-webhook = Subscription
cli-col-event = Event
cli-col-target = Address
cli-col-subscribed = Since
cli-col-gone = Receiver gone
cli-col-delivery = Message
cli-col-happened = Happened
cli-col-tries = Tries
cli-col-last-try = Last try
cli-col-flows = Flows
cli-col-agents = Users
cli-col-tokens = Tokens
cli-col-open-sales = Open sales
cli-col-how = How
cli-col-label = For
cli-col-user = User
cli-col-for = Use
cli-col-addresses = May come from
cli-col-uses = Uses
cli-col-act = Act
cli-rights-flow = flow
cli-rights-product = product
cli-rights-everything = everything of it, also to come
cli-rights-by-rule = by the rule of its flow
cli-rights-all-flows = Every flow is granted, also those to come.
cli-rights-all-products = Every product is granted, also those to come.
cli-rights-flow-added = + flow
cli-rights-rule-added = + everything of
cli-rights-product-added = + product
cli-rights-flow-removed = - flow
cli-rights-rule-removed = - everything of
cli-rights-flows-fixed = - all flows, also those to come
cli-rights-products-fixed = - all products, also those to come
cli-rights-product-removed = - product
cli-rights-plan = { $count ->
    [0] Nothing would change.
    [one] 1 thing would change. With --yes it is done.
   *[other] { $count } things would change. With --yes it is done.
 }
cli-rights-changed = Done. Granted now: { $products } { $products ->
    [one] product
   *[other] products
 }, { $flows } { $flows ->
    [one] flow
   *[other] flows
 }.
cli-why-seen = It sees this.
cli-token-integration = integration
cli-token-person = person
cli-token-ended = ended { $at }
cli-token-any = anywhere
cli-token-set = Token { $id } is changed.
cli-token-revoked = Token { $id } ({ $label }) is revoked.
cli-token-would-revoke = Token { $id } ({ $label }) would be revoked: what works with it stops at once. With --yes it is done.
cli-token-unknown = There is no token { $value }. koppel env token list shows them.
cli-audit-whole = The record is whole: { $count } entries. Note the last hash elsewhere, and --known checks later that it still stands: { $last }
cli-audit-known-odd = «{ $value }» is no noted entry. Write number=hash.

# A command line that is not right
cli-slip-argument = This command knows no “{ $value }”.
cli-slip-command = “{ $value }” is no command.
cli-slip-no-command = A command is missing.
cli-slip-missing = This is missing: { $value }.
cli-slip-no-value = { $argument } needs a value.
cli-slip-choice = “{ $value }” does not fit { $argument }: choose from { $choices }.
cli-slip-value = “{ $value }” does not fit { $argument }: { $why }.
cli-slip-whole-number = it takes a whole number
cli-slip-least = it must be at least { $least }
cli-slip-range = it must lie within { $range }
cli-slip-conflict = { $argument } does not go with { $other }.
cli-slip-twice = { $argument } may stand here once.
cli-slip-meant = Did you mean { $value }?
cli-slip-usage = Usage: { $usage }
    More: with --help behind it.
cli-man-unknown = “{ $value }” is no command; koppel --help names them.
cli-man-read = Read it so: koppel man | man -l -
# Draft of the mapping
cli-map-decided = The decision about { $key } is in the draft; publish it with: koppel map draft publish NAME
cli-draft-not-there = Nothing was decided about this row: { $value }. See koppel map draft list NAME.
cli-row-not-mapped = This row is not mapped: { $value }. Map it first, or decide with --draft.
cli-col-was = Was
cli-draft-published = { $count } { $count ->
    [one] row
   *[other] rows
} published
cli-draft-dropped = { $count } { $count ->
    [one] row
   *[other] rows
} forgotten
cli-draft-conflict = somebody published otherwise
cli-draft-verdict = Once published:
cli-col-becomes = Becomes
cli-col-conflict = Conflict
cli-col-rows = Rows
cli-map-reverted = Version { $version } is published once more
cli-col-now = Now
cli-col-ever = Ever
cli-col-half = Half
cli-col-most = 95%
cli-col-stuck = Stuck
cli-col-returned = Came back
cli-course-none = No status of any sale of { $name } was seen yet.
cli-drift-goes = { $count ->
    [0] No sale is held: leave --expect-count out or say 0.
    [one] 1 sale is held, and goes then. Look with --dry-run, and say --expect-count 1.
   *[other] { $count } sales are held, and go then. Look with --dry-run, and say --expect-count { $count }.
 }
cli-map-goes = { $count ->
    [0] No row goes: leave --expect-count out or say 0.
    [one] 1 row of the mapping goes. Look with --dry-run, and say --expect-count 1.
   *[other] { $count } rows of the mapping go. Look with --dry-run, and say --expect-count { $count }.
 }
cli-draft-goes = { $count ->
    [0] There is nothing to forget: leave --expect-count out or say 0.
    [one] The draft holds 1 decision. Look at it with map draft list, and then say --expect-count 1.
   *[other] The draft holds { $count } decisions, whoever made them. Look at them with map draft list, and then say --expect-count { $count }.
 }
cli-decided-by = { $by } has decided about «{ $row }» already: { $becomes }. Nothing was changed. To go over it all the same, say --over { $version }.
cli-setting-field = A product has no field «{ $value }». It has: name, type, active, business, usp, description, cart_info, valid_from, valid_till, main, duration, retention, documents, image, a price (price...) or a field of its own (cf_...).
cli-col-held-sales = Sales
cli-lacking = , lacks: { $options }
cli-col-lacking = Our options without an answer
cli-map-odd-question = The partner asks no product question «{ $name }» for what was imported.
cli-map-odd-own = Our product question «{ $own }» has no option «{ $name }».
cli-map-odd-partner = The partner's product question «{ $partner }» has no option «{ $name }».
cli-map-odd-lacking = Our option «{ $name }» of «{ $own }» has no answer at the partner. Give it with --option.
cli-date-odd = «{ $value }» is no way to write a date; for example %d-%m-%Y.
cli-job-would = Job { $job } would be { $standing }. { $count ->
    [one] 1 sale of it has not begun.
   *[other] { $count } sales of it have not begun.
 }
