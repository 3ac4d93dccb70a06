Feature: Passkeys
  A passkey signs in without a username and a password, or follows them, and proves what an account is asked to do. It
  works on the pages of the service and nowhere else.

  Scenario: A passkey is added, and signs in without a username
    Given the user "mary"
    And "mary" has signed in
    When "mary" asks to add the passkey "laptop"
    Then it is accepted with 201
    When "mary" makes "laptop"
    Then it is accepted with 200
    And "mary" keeps 10 recovery codes
    And "mary@latchkey.example" is told "A second factor was added at Latchkey"
    When somebody begins a sign-in with a passkey
    Then it is accepted with 200
    When "mary" answers with "laptop"
    Then "mary" is signed in
    When "mary" says again what "laptop" signed
    Then it is refused with 410, because "challenge_closed"

  Scenario: A sign-in with nothing but a passkey needs its user verified, on a page of the service
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "laptop", which does not verify the user
    Then it is refused with 401, because "invalid_passkey"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "laptop" on a page elsewhere
    Then it is refused with 401, because "invalid_passkey"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "somebody's"
    Then it is refused with 401, because "invalid_passkey"

  Scenario: After the password, one of the user's own passkeys is asked for
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    And the user "anne"
    And "anne" has signed in
    And "anne" has the passkey "phone"
    When "mary" gives name and password
    Then it is accepted with 202
    And it shows challenge.method as "passkey"
    When "anne" answers with "phone"
    Then it is refused with 401, because "invalid_passkey"
    When "mary" gives name and password
    And "mary" asks for another code
    Then it is accepted with 202
    When "mary" answers with "laptop", which does not verify the user
    Then "mary" is signed in

  Scenario: A passkey proves that its user wants to leave
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    When "mary" sends DELETE /users/me
    Then it is accepted with 202
    When "mary" answers with "laptop"
    Then it is accepted with 204

  Scenario: A second passkey is proven by the first, which it can then do without
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    When "mary" asks to add the passkey "phone"
    Then it is accepted with 202
    When "mary" answers with "laptop"
    Then it is accepted with 201
    When "mary" makes "phone"
    Then it is accepted with 200
    When "mary" removes the passkey "laptop"
    And "mary" answers with "laptop"
    Then it is accepted with 204
    When somebody begins a sign-in with a passkey
    And "mary" answers with "laptop"
    Then it is refused with 401, because "invalid_passkey"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "phone"
    Then "mary" is signed in

  Scenario: A passkey is one user's
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    And the user "anne"
    And "anne" has signed in
    When "anne" asks to add the passkey "laptop"
    And "anne" makes "laptop"
    Then it is refused with 409, because "passkey_taken"

  Scenario: A passkey is made in the session that asked for it
    Given the user "mary"
    And "mary" has signed in
    When "mary" asks to add the passkey "laptop"
    And the answer is kept
    Given "mary" has signed in
    When "mary" makes "laptop" of the answer that was kept
    Then it is refused with 404, because "factor_not_found"

  Scenario: A passkey of which there is a copy is refused, and its user is told
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "key"
    And somebody has a copy of "key", named "copy"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "key"
    Then "mary" is signed in
    When somebody begins a sign-in with a passkey
    And "mary" answers with "copy"
    Then it is refused with 401, because "passkey_cloned"
    And "mary@latchkey.example" is told "A passkey of your account at Latchkey was refused"

  Scenario: A device is remembered after a sign-in with a passkey, until factors change
    Given the user "mary"
    And "mary" has signed in
    And "mary" has the passkey "laptop"
    When somebody begins a sign-in with a passkey
    And "mary" answers with "laptop" on a device to remember
    Then "mary" is signed in
    When somebody begins a sign-in with a passkey
    And "mary" answers with "laptop" on a device to remember
    And "mary" sends GET /users/me/devices
    Then 1 "devices" are shown
    When "mary" asks to add the passkey "phone"
    And "mary" answers with "laptop"
    And "mary" makes "phone"
    And somebody begins a sign-in with a passkey
    And "mary" answers with "phone" on a device to remember
    And "mary" sends GET /users/me/devices
    Then 1 "devices" are shown
