# What can go wrong, for console, commands and log: what happened, what koppel does now, what you can do.

# Settings
config-unreadable = The settings file { $path } cannot be read: { $why }. Check the path and its permissions.
config-syntax = { $place }: this is no valid TOML: { $why }. Repair this line.
config-unknown = { $place }: unknown setting { $key }. See koppel config show for all settings.
config-unknown-nearest = { $place }: unknown setting { $key }. Did you mean { $nearest }?
config-bad-value = { $place }: { $key } takes { $expected }, found { $found }.
config-no-home = There is no folder for the data: HOME and XDG_DATA_HOME are both empty. Give one with --data.

# Causes: what happened
failure-missing_answer = A required product question has no answer
failure-invalid_option = An answer is none of the partner’s options
failure-invalid_answer = An answer does not satisfy what the partner asks
failure-missing_agreement = A required agreement is missing
failure-missing_field = A required field is empty
failure-invalid_field = A field is refused
failure-invalid_product = The partner calls the product invalid: inactive, not granted or not in this flow
failure-product_not_linked = The product is linked to no partner product
failure-flow_not_mapped = The flow is mapped to no partner flow
failure-unknown_flow = The partner does not know this flow
failure-not_granted = The partner has not granted this product or flow
failure-reference_conflict = The partner already has another sale under our reference
failure-already_there = The partner already has a sale for this customer, of the same product at the same address
failure-refused = The partner refuses the sale for a reason koppel does not know
failure-unauthorised = The token is wrong or withdrawn
failure-not_allowed = The token may not be used here, or not from this address
failure-unknown_account = There is no account of this name at this address
failure-not_found = The environment does not have this
failure-throttled = The partner asks koppel to wait: too many requests
failure-unreachable = The environment cannot be reached
failure-tls = The secure connection failed
failure-timed_out = No answer came in time
failure-connection_lost = The connection broke before the answer was complete
failure-server_error = The environment reports a failure of its own
failure-firewall = A firewall answered instead of the partner
failure-redirected = The environment redirects to another address
failure-quarantine = This store was put back or copied: another copy may have done it already
failure-unclear_answer = The answer cannot be read or contradicts itself
failure-own_environment = The own environment refuses what koppel wanted to write there
failure-internal = koppel itself failed: its store, or a fault in koppel

# What stood in the way of a connection
detail-name-not-found = the name does not exist
detail-not-a-public-address = the name leads to an address inside this network
detail-connection-refused = nothing listens on this port
detail-no-route-to-the-address = no route leads to the address
detail-connect-time-out = no connection came in time
detail-no-TLS-on-this-port = no TLS is spoken on this port
detail-hung-up-during-the-handshake = the other side broke the TLS handshake off
detail-certificate-expired = the certificate has expired
detail-certificate-not-yet-valid = the certificate is not valid yet
detail-certificate-of-an-unknown-issuer = the certificate is of an unknown issuer
detail-certificate-for-another-name = the certificate is for another name
detail-certificate-revoked = the certificate was revoked
detail-certificate-refused = the certificate is no good

# Causes: what koppel does now and what you can do
next-missing_answer = koppel does not send this sale. Map an own question to this product question, give it a constant or a default, or complete the answer in the own environment; then retry.
next-invalid_option = koppel does not send this sale. Add the option to the option table of this question and retry.
next-invalid_answer = koppel does not send this sale. Correct the answer in the own environment or change the mapping of the question (type, date format), then retry.
next-missing_agreement = koppel does not send this sale. Map an own agreement to this one, or have the customer accept it after all; then retry.
next-missing_field = koppel does not send this sale again. Complete the field in the own environment and retry.
next-invalid_field = koppel does not send this sale again. Correct the field in the own environment and retry.
next-invalid_product = koppel does not send this sale again. Sync the products; ask the partner to activate or grant the product, or map another flow. Then retry.
next-product_not_linked = koppel does not send this sale. Import the product from the partner; the sale then goes along.
next-flow_not_mapped = koppel does not send this sale. Map the flow and retry.
next-unknown_flow = koppel does not send this sale. Map to a flow the partner has now, or ask the partner to grant the flow; then retry.
next-not_granted = koppel does not send this sale again. Ask the partner for the right and retry.
next-reference_conflict = koppel sends nothing more for this sale. Look the sale up at the partner and adopt its number, or confirm that it is absent.
next-already_there = koppel has sent nothing. Look at the partner: if it is this sale, adopt its number; if not, confirm that it is absent and it goes.
next-refused = koppel does not send this sale again. Read what the partner said; change the sale or the mapping, or ask the partner, and retry.
next-unauthorised = koppel pauses the integration; sales stay queued. Set a valid token.
next-not_allowed = koppel pauses the integration; sales stay queued. Ask the partner to allow this IP address, or for a token that may be used here.
next-unknown_account = koppel sends nothing. Check the address and the account name of the environment.
next-not_found = koppel does not do this. Check the number or the name.
next-throttled = koppel waits as long as the partner asks and goes on by itself. Nothing to do.
next-unreachable = koppel tries again by itself. Check the address and the network if this goes on.
next-tls = koppel tries again by itself. Check the address, the clock and the certificates of this machine, or tell the partner.
next-timed_out = koppel first finds out whether the partner has the sale, and does not send it again before. Nothing to do.
next-connection_lost = koppel first finds out whether the partner has the sale, and does not send it again before. Nothing to do.
next-server_error = koppel first finds out whether the partner has the sale, and does not send it again before. Tell the partner if this goes on.
next-firewall = koppel pauses the integration; sales stay queued. Ask the partner to allow this IP address.
next-quarantine = koppel first looks at the partner whether the sale is there, and places it only when it is not.
next-redirected = koppel follows no redirect with a token. Set the right address.
next-unclear_answer = koppel first finds out whether the partner has the sale, and does not send it again before. Check the address if this goes on.
next-own_environment = koppel tries again later. Check the rights of the own environment’s token.
next-internal = koppel tries again by itself. Look for room on the disk and in the log of the service; report what it says if this goes on.

# What a cause points at
element-token = token
element-field = field { $name }
element-question = product question { $name }
element-answer = product question { $name }, answer «{ $value }»
element-agreement = agreement { $name }
element-product = partner product { $name }
element-own_product = own product { $name }
element-flow = partner flow { $name }
element-own_flow = own flow { $name }
element-status = partner status { $name }

# Why a sale waits
waiting-product_not_linked = Own product { $product } is linked to no partner product. Import the product.
waiting-received = Received from { $organisation }, and not to be forwarded: own product { $product } is linked to no partner’s product.
waiting-mixed = Its products belong to two partners. Split the sale in the own environment.
waiting-out_of_sale = Own product { $product } is out of sale: the partner does not offer it any more. Sell another product, or bring it back with koppel product restore.
waiting-processing_off = Sale processing is off for this integration.
waiting-condition_off = Condition “{ $condition }” matches and has its processing off: the sale never goes.
waiting-status = Status { $status } does not let the sale go; these do: { $allowed }.
waiting-status_condition = Status { $status } does not let the sale go by condition “{ $condition }”; these do: { $allowed }.
own-cancel-asked = Its cancellation is asked for in the own environment. Ask the partner to cancel it: what that answers counts.
own-cancel-done = Cancelled in the own environment, and the partner goes on with it. Ask the partner to cancel it, or set another status in the own environment.
waiting-cancel_asked_at_own = Its cancellation is asked for in the own environment. Answer that first.
waiting-cancelled_at_own = The sale is cancelled in the own environment and was never sent.
waiting-optin_lapsed = The opt-in to be sent along was valid until { $until }. The sale does not go without a valid one. Skip the sale, or switch send-opt-in off: then it goes without.
waiting-optin_withdrawn = The customer withdrew the opt-in on { $at }. The sale does not go. Skip the sale, or switch send-opt-in off: then it goes without.
waiting-drift = The partner changed something: { $element }. The sale would fall out over it and is held (version { $version }). Change the mapping, or let it go with drift release.

# States of a sale
state-waiting = waiting
state-ready = ready
state-queued = queued
state-sending = sending
state-retrying = retrying
state-sent = sent
state-fallout = fallout
state-uncertain = uncertain
state-skipped = skipped
state-cancelled = cancelled
state-done = done

# Where the doubt about a sale stands
doubt-settling = Unknown whether the partner has the sale. koppel waits until a late execution is ruled out, then looks at the partner.
doubt-first_check = Unknown whether the partner has the sale. koppel looks it up in the partner’s list.
doubt-second_check = Not found at the partner once. koppel looks once more before the sale goes again.
doubt-operator = koppel cannot tell whether the partner has the sale. Look it up at the partner: adopt its number, or confirm that it is absent.

# Why koppel did not do something
reason-no-own-environment = The own environment is not set yet. Set it with koppel own set.
reason-own-elsewhere = The queue and the linked products belong to { $known }. Use another folder (--data) for { $wanted }.
reason-address = «{ $address }» is no address of an environment: write https://name, or http:// on this machine.
reason-integration-name = The name of an integration has 1 to 60 characters, without a slash or control characters.
reason-integration-exists = There is an integration «{ $name }» already. Choose another name, or give it another token with koppel integration token.
reason-name-carried = Sales or products still carry the name «{ $name }» of another partner. Choose another name.
reason-no-token = Integration «{ $name }» has no token. Give it one with koppel integration token.
reason-busy = Of integration «{ $name }» { $count ->
    [one] 1 sale is
   *[other] { $count } sales are
} under way. Let them finish first, or hold them.
reason-condition-twice = Two conditions are called «{ $name }».
reason-needs-remark = More than { $most } sales at once need a remark that says why (--remark).
reason-needs-reason = { $verb } needs a reason. Give it with --reason.
reason-not-now = The sale may not go now. { $waiting }
reason-edited = Edited, and not sent yet: { $why }
reason-not-linked = Product { $product } is linked to no partner product. Import the product.
reason-linked-already = Product { $own } or partner product { $partner } is linked already.
reason-wrong-state = That is not possible with a sale in state { $state }.
reason-fenced = The outcome belongs to an attempt that was given up.
reason-held = The sale is held.
reason-not-due = Its time has not come.
reason-doubted = An earlier attempt may have arrived: koppel looks for it at the partner first.
reason-not-shown = The partner shows no sale { $partner }. Look for its number in what it shows: koppel sale evidence.
reason-another-sale = Sale { $partner } of the partner is another one: { $fields } is not as it was sent. Look at what may be it: koppel sale evidence.
reason-claimed = The partner’s sale { $partner } belongs to sale { $owner } already.
reason-organisation-name = An organisation needs a name.
reason-not-offered = This environment cannot do that: only koppel’s own environments offer it. Do it in the environment itself.
reason-on-sale = Product { $product } of the partner was not put out of sale: there is nothing to bring back.
reason-unreadable = The request cannot be read at line { $line }, column { $column }. Restart the service, so that both are of one version.
reason-unwritable = The sale cannot be written down: { $why }

# What is not there
not-there = There is no { $what } «{ $name }».
thing-integration = integration
thing-sale = sale
thing-own-sale = sale in the own environment with number
thing-flow = flow
thing-partner-product = granted partner product with number
thing-product-link = link to partner product with number
thing-organisation = organisation with number
thing-webhook = subscription or message
thing-user = user with number

# Asked for something other than a sale: what happened
call-missing_field = A required field is empty
call-invalid_field = The environment refuses a field
call-reference_conflict = The environment says that this is there already
call-refused = The environment refuses this request for a reason koppel does not know
call-throttled = The environment asks to wait: too many requests
call-firewall = A firewall answered instead of the environment

# Asked for something other than a sale: what you can do
call-next-missing_field = Complete the field and give the command again.
call-next-invalid_field = Read what the environment said, put the value right, and give the command again.
call-next-unknown_flow = Map to a flow the partner has now (koppel map flow set), or ask the partner to grant the flow.
call-next-not_granted = Ask the partner for the right.
call-next-reference_conflict = Look in the environment what is there already.
call-next-refused = Read what the environment said, and ask whoever runs it if need be.
call-next-unauthorised = Set a valid token.
call-next-not_allowed = Use a token that is meant for this, or ask whoever runs the environment whether the organisation is active and this IP address is allowed.
call-next-unknown_account = Check the address and the account name of the environment.
call-next-not_found = Check the number or the name.
call-next-throttled = Wait a minute and give the command again.
call-next-unreachable = Check the address and the network, and give the command again.
call-next-tls = Check the address, the clock and the certificates of this machine, or tell whoever runs the environment.
call-next-timed_out = Check the network and give the command again.
call-next-connection_lost = Check the network, look whether it is done already, and give the command again if need be.
call-next-server_error = Try again later. Tell whoever runs the environment if this goes on.
call-next-firewall = Ask whoever runs the environment to allow this IP address.
call-next-redirected = koppel follows no redirect with a token. Set the right address.
call-next-quarantine = Look with koppel quarantine, and confirm there that this is the only copy.
call-next-unclear_answer = Check the address: is it an environment that answers there?
reason-said = The environment does not do this: { $said }
reason-needed = This is still needed:{ $fields }
reason-wrong-fields = The environment does not take this:{ $fields }
thing-own-product = own product
thing-supplier = supplier
thing-question = question
thing-agreement = agreement
thing-status = status
thing-call = such call in this environment
reason-not-quarantined = The store is not in quarantine; there is nothing to confirm.
reason-not-backed-up = No backup was written: { $why }
reason-public-key = «{ $given }» is no public key. Have the partner run koppel identity, and copy what it prints.
reason-no-invite = This file is no invite. An invite begins with «BEGIN AGE ENCRYPTED FILE».
reason-invite-for-another = This invite was made for another key. Send the partner what koppel identity prints here, and ask for a new one.
reason-invite-damaged = This invite was damaged or changed on its way. Ask the partner to send the file again.
reason-invite-unreadable = This invite cannot be read ({ $why }). Do both sides use the same version of koppel?
reason-invite-used = This invite has been used already. If that was not you, warn the partner; ask for a new one in any case.
reason-invite-over = This invite has expired or was withdrawn. Ask the partner for a new one.
thing-link-user = link user
thing-invite = invite

# Advice about switches
rule-general = general
way-by-itself = by itself
way-by-hand = by hand
way-never = never
tested-newly-failing = falls out now
tested-newly-passing = goes now
tested-changed = says something else
tested-still-failing = still falls out
tested-same = the same
tested-passing = can go
tested-failing = cannot go
backtest-record = Of { $predicted } sales that were sent, the partner refused { $refused }.
advice-none = Nothing to say about the switches.
advice-general = the general switch
advice-condition = condition «{ $name }»
advice-everything-else = The general switch is on beside conditions: every sale that no condition matches goes too.
advice-nothing = Nothing is switched on: no sale goes at all.
advice-automatic = Automatic is on for { $of }, but its processing is off: nothing goes.
advice-dead = Condition «{ $name }» never decides: all its sales are taken already by { $by }.
advice-overlap = «{ $first }» and «{ $second }» can match one sale and decide differently: «{ $first }» comes first.
advice-impossible-status = Status { $status } of { $of } does not exist in the own environment: nothing ever goes with it.
advice-never-in-status = Condition «{ $name }» matches only statuses with which it lets nothing go itself.
advice-names-product = product { $names }
advice-names-supplier = supplier { $names }
advice-names-flow = flow { $names }
advice-names-product-type = product type { $names }
advice-names-question = question { $names }
advice-names-status = status { $names }
advice-unmatchable = Condition «{ $name }» names { $names }, which the own environment does not have.
advice-loop = Status { $status } lets sales go by { $of }, and is also set when the partner tells { $partner }: whoever reacts to it starts over.

reason-job-size = A job has 1 to { $most } sales; this one would have { $count }.
reason-in-job = Sale { $sale } is in job { $job } already. Wait until that is done, or cancel it.
reason-cancel-not-taken = The partner does not take the request to cancel sale { $sale }: «{ $said }». Nothing changed there. Agree with the partner, outside koppel, what becomes of it; its status tells the rest.
reason-no-place = There is no cancelled sale { $cancelled } here whose place is still free. Have that sale cancelled at the partner first.
reason-job-standing = Job { $job } is { $standing }; that is not possible now.
reason-not-in-bulk = { $verb } goes sale by sale, not in a job.
thing-job = job
thing-drift = open change of the partner with version
thing-mapping-version = kept version of the mapping
thing-partner-question = question of the partner with identifier
thing-counterexample = counterexample with number
reason-published-otherwise = Somebody published something else for { $rows } meanwhile. Look at it and decide there anew; nothing was overwritten.
thing-group = group with sales
job-running = running
job-paused = paused
job-halted = halted
job-cancelled = cancelled
job-done = done
reason-no-such-field = «{ $field }» cannot be edited. Answers go as questionData.QUESTION; the other fields are shown by koppel sale show.
reason-field-form = «{ $field }» is not written like that. A date of birth is a day (dd-mm-yyyy), a mail address has an @, a gender is a word.
reason-file-typed = «{ $field }» is a file; that cannot be typed.
failure-loop = The partner has this product from this environment: the sale would come back
next-loop = koppel does not send this sale. Unlink the product.
reason-loop = the partner's product { $product } came from «{ $environment }» itself: a sale of it would come back
replay-passes = { $count } of { $total } would now pass.
replay-same = Of { $total }, { $count } would say exactly what was refused. The cause cannot be seen from here: one goes first, as a probe.
replay-none = None of { $total } would pass now.
replay-fails = { $count } would not: { $why }
replay-left = { $count } would say exactly what was refused, and stay.
plan-cost = Costs { $requests } requests: at this limit at least { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
  }.
plan-nothing = This is possible for none of the chosen sales now.
plan-goes = { $count ->
    [one] 1 sale: { $sales }
   *[other] { $count } sales: { $sales }
  }
plan-left-out = { $count ->
    [one] 1 is left out
   *[other] { $count } are left out
  } ({ $sales }): { $why }
plan-touches = Touches { $partners }.
plan-no-partner = no partner
plan-age = Oldest of { $oldest }, newest of { $newest }.
plan-requests = Costs { $requests ->
    [one] 1 request
   *[other] { $requests } requests
  } at the partner.
plan-changed = changed in the meantime, now { $state }
plan-unknown = koppel does not know that sale
replay-waves = They go in waves of 1, 2, 5, 20 …; when the group comes back or a new one opens, the job halts by itself.
job-halt-back = Sale { $sale } fell out for the same cause.
job-halt-new = Sale { $sale } fell out in a new group ({ $group }).
job-fate-planned = not begun
job-fate-under-way = under way
job-fate-done = passed
job-fate-failed = fell out
job-fate-uncertain = uncertain
job-fate-left-out = left out
job-fate-changed = changed in the meantime
job-line = Job { $job } is { $standing }: { $counts }.
replay-beyond = { $count } do not fit into one job, and stay.
job-counts = { $done }/{ $total } passed, { $failed } fell out, { $uncertain } uncertain, { $left } left out{ $under_way ->
    [0] {""}
   *[other] , { $under_way } under way
 }{ $planned ->
    [0] {""}
   *[other] , { $planned } not begun
 }
store-locked = { $path } is in use by another process. Attach to it, or stop it first.
store-damaged = { $path } is damaged ({ $why }). Keep a copy of the folder, then let koppel doctor --rebuild make the store anew from its log.
store-other-key = { $path } was written with another key. Put the right key file back.
store-failed = The store has failed and takes no more writes ({ $why }). What was acknowledged is still there. Stop, look at the disk, start again.
store-io = { $path } cannot be read or written ({ $why }).
store-defect = The store cannot be read ({ $why }).
key-io = The key file { $path } cannot be read or made ({ $why }).
key-open = The key file { $path } is open to others (mode { $mode }). Close it with: chmod 600 { $path }
key-damaged = The key file { $path } is damaged. Put the right one back from your backup; do not delete this one.
key-no-random = The operating system gives no random bytes ({ $why }); koppel cannot make a key.
folder-foreign = { $path } belongs to another account (uid { $owner }). Choose another folder with --data.
folder-none = { $path } is no folder. Choose another with --data.
folder-open = { $path } is in other use and open to other accounts (mode { $mode }). Choose another folder with --data, or close it with chmod 700.
folder-io = { $path } cannot be used ({ $why }).
socket-running = a service runs already at { $path }. Stop it with koppel serve --stop, or choose another path with service.socket.
socket-occupied = something else stands at { $path }. Move it away.
socket-too-long = { $path } is too long for a socket. Choose a shorter path with service.socket.
service-no-group = service.group: there is no group { $group }.
world-domain = «{ $domain }» cannot be an account name: use 1 to 64 lower-case letters, digits, - and _.
world-exists = { $path } holds an environment already (account { $domain }). Choose another folder.
world-missing = { $path } holds no environment. Make one with koppel env init.
world-unreadable = The world file cannot be read at { $entry }: { $why }
world-accept = The environment cannot accept connections ({ $why }).
thing-token = token with number
reason-plan-changed = Rights or catalogue changed since the plan was shown. Nothing was done; look at the plan again.
why-organisation-inactive = The organisation is not active: activate it.
why-no-user = The organisation has no active user: make its link user, or switch it on again.
why-no-token = Its users have no token that is good: make an invite or a token.
why-product-inactive = The product is not active.
why-product-not-yet = The product is sold from { $day }.
why-product-expired = The product was sold until { $day }.
why-product-not-granted = The product is not granted: grant it.
why-in-no-flow = No flow sells this product.
why-flows-not-granted = None of the flows that sell it is granted: { $flows }.
why-flow-not-granted = The flow is not granted: grant it.
why-archived = The agreement is archived.
why-asked-of-nothing = It is asked of nothing: no product of its types goes through one of its flows.
why-none-of-its-flows = None of the flows it is asked in is granted: { $flows }.
why-none-of-its-products = None of the products it is asked of may be sold: { $products }.
why-other = The environment gives a reason that this version of koppel does not know.
act-organisation-create = organisation made
act-organisation-update = organisation changed
act-organisation-delete = organisation removed
act-rights-products = products granted
act-rights-flows = flows granted
act-rights-grant = rights granted
act-rights-revoke = rights revoked
act-user-create = link user made
act-user-invite = person invited
act-user-update = user changed
act-user-delete = user removed
act-token-create = token made
act-token-update = token changed
act-token-rotate = token replaced
act-token-revoke = token revoked
act-token-new-address = token from new address
act-invite-create = invite made
act-invite-withdraw = invite taken back
act-invite-exchange = invite used
act-invite-confirm = token of the invite arrived
act-incoming-set = settings changed
act-supplier-create = supplier made
act-supplier-update = supplier changed
act-supplier-delete = supplier removed
act-product-create = product made
act-product-update = product changed
act-product-delete = product removed
act-flow-create = flow made
act-flow-update = flow changed
act-flow-delete = flow removed
act-question-create = question made
act-question-update = question changed
act-question-delete = question removed
act-agreement-create = agreement made
act-agreement-update = agreement changed
act-agreement-delete = agreement removed
act-status-create = status made
act-status-update = status changed
act-status-delete = status removed
act-token-refused-address = token refused from an address
act-invite-refuse = invite refused
act-world-import = world taken in
act-webhook-create = subscription made
act-webhook-delete = subscription removed
act-webhook-gone = subscription ended by its receiver
act-webhook-replay = message delivered again
act-sale-status = status set
act-sale-fields = fields set
act-cancellation-accept = cancellation accepted
act-cancellation-reject = cancellation rejected
act-about = { $act }: { $about }
act-about-sale = { $act }: sale { $about }

# A call for an operator
alert-group = { $partner }: a new cause of fallout: { $what } ({ $count ->
    [one] 1 sale
   *[other] { $count } sales
})
alert-queue = { $partner }: a sale in the queue has waited for { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
alert-person = { $count ->
    [one] 1 sale in doubt waits
   *[other] { $count } sales in doubt wait
} for your decision
alert-blocked = { $partner }: sale { $sale } has kept { $count ->
    [one] 1 other sale
   *[other] { $count } other sales
} of the same address waiting for { $hours } hours
alert-filed = For { $count ->
    [one] 1 row
   *[other] { $count } rows
} of a file nobody has known for an hour whether the sale is there; import the file again to find out
alert-paused = { $partner }: nothing is sent: { $what }
alert-breaker = { $partner }: nothing is sent, because the partner keeps failing; koppel tries again by itself
alert-more = And { $count } more.
alert-title = koppel: { $own }
alert-unsent-status = the address answered { $status }
alert-unsent-secret = alert.webhook_secret_file names no readable file with whsec_ and a key of at least 24 bytes
alert-unsent-target = alert.webhook may not be used: only https to a public address, or http to this machine
alert-unsent-timed-out = no answer in time
alert-unsent-no-connection = no connection
alert-unsent-broken = the connection broke
alert-unsent-command = { $command }: { $why }

# A sale in doubt, looked for at the partner
happened-number = number { $number } at the partner
check-found = Found at the partner as sale { $sale }.
check-absent = Not found at the partner.
check-ambiguous = Something there is like it; koppel does not choose.
check-inconclusive = The check proves nothing.
look-rows = { $count ->
    [one] 1 sale read
   *[other] { $count } sales read
},
look-sound = the list was whole,
look-unsound = the list could not be read whole,
look-controlled = and a sale that is surely ours was in it.
look-uncontrolled = and no sale that is surely ours was in it.
look-like = Like it: { $sales }.
doubt-reference = Sent under { $reference }.
doubt-scan = { $at }: { $found }
doubt-now = Now: { $worth }
doubt-candidates = { $count ->
    [0] Nothing in the list is like it.
    [one] 1 sale at the partner may be it:
   *[other] { $count } sales at the partner may be it:
}
doubt-candidate = Sale { $sale } at the partner
doubt-candidate-same = Sale { $sale } at the partner agrees in all that is known
doubt-candidate-taken = Sale { $sale } at the partner is our sale { $owner } already
audit-changed = Entry { $number } is not what its hash says: it was changed.
audit-parted = Entry { $number } does not follow the one before it: something was put in, taken out or exchanged there.
audit-missing = Entry { $number } is not there.
audit-not-as-known = Entry { $number } has another hash than was noted: the record was made anew.

## Statuses from a file
updates-no-number = «{ $value }» is no order number
updates-no-sale = there is no sale { $value }
updates-no-status = there is no status «{ $value }»
updates-too-wide = the line has { $value } columns, more than its heading
updates-twice = { $value } was there before
updates-wrong = line { $line }, column { $column }: { $what }
updates-no-sales = The first line names no column order_number. An example file shows how it should be.
updates-empty = This file has no rows. An example file shows how it should be.
updates-column-twice = Two columns are called «{ $name }»: rename or remove one of them.
updates-odd = This is no CSV file that can be read: { $why }
trace-not-cancelled = Not cancelled in the own environment
trace-linked = Product { $product } is linked, through { $name }
trace-one-partner = { $count ->
    [one] The other product goes to the same partner
   *[other] The { $count } other products go to the same partner
  }
trace-no-match = Condition «{ $condition }» does not match: { $part }
trace-part-product = another product
trace-part-supplier = another supplier
trace-part-flow = another flow
trace-part-type = another product type
trace-part-status = another status
trace-part-customer = another kind of customer
trace-part-answer = another answer to { $question }
trace-condition = Condition «{ $condition }» matches and decides
trace-general = The general switches decide
trace-on = Sale processing is on there
trace-any-status = Every status may go, so «{ $status }» too
trace-status = Status «{ $status }» may go
trace-by-itself = Goes by itself
trace-by-hand = Goes when somebody sends it
trace-no-drift = No change of the partner holds the sale
trace-held = Somebody holds the sale
trace-state = The sale is in state { $state }: somebody has to decide
trace-quarantined = This folder may be a copy: nothing leaves until somebody says that it is the only one
trace-paused = The integration does not send. { $why }
trace-resting = The partner failed too often; at { $until } it is looked at again
trace-behind = Sale { $sale } for the same address goes first
trace-recallable = Can be recalled until { $at }: setting grace of { $name } ({ $seconds } s)
trace-due = The next moment is { $at }
trace-free = Nothing stands in its way any more
course-unmapped = Status «{ $status }» is not mapped: { $count } { $count ->
    [one] sale stands
   *[other] sales stand
  } there, and the own environment does not know.
course-stuck = { $count } { $count ->
    [one] sale stands
   *[other] sales stand
  } here longer than 95 of 100 sales did ({ $time }): { $sales }
course-returned = { $count } { $count ->
    [one] sale came
   *[other] sales came
  } back here after another status: { $sales }
course-stays = half go on within { $half }, 95 of 100 within { $most }
course-from = from { $status } ({ $count })
course-to = to { $status } ({ $count })

# A cause as a whole
whole-group-customers = Customers
whole-group-trying = Of which still tried or looked for
whole-group-last = Last seen
whole-group-after = After
whole-group-note = Note
whole-group-snoozed = No news until
whole-group-next = What now
whole-group-not-observable = Everything that can be seen from here is in order: the cause is not observable. Ask the partner, with koppel groups evidence.
whole-probe-shown = The partner still shows the product
whole-probe-active = It is active
whole-probe-on-sale = It is on sale today
whole-probe-customers = It is for this kind of customer
whole-probe-flow-type = The flow is of its type
whole-probe-partners-own = Nothing of the partner’s own stands in the way (region, stock, its supplier)
whole-probe-unseen = cannot be seen from here

evidence-seen = What can be seen from the outside
evidence-sales = What was sent and answered
evidence-more = and { $count } more
evidence-redacted = Names, addresses and numbers of persons are left out; the references are known to both sides.
