Feature: Whose account is it?
  A caller says that an account is theirs. They make a PIN where they are signed in and read it out,
  and the agent checks it. The PIN shows whose account it is, and does not sign anybody in.

  Background:
    Given the admin "boss"
    And "boss" has signed in
    And "boss" has made "anne" a "support"
    And the user "mary"
    And "mary" has signed in

  Scenario: The owner makes a PIN and looks it up
    When "mary" looks up their support PIN
    Then it is refused with 404, because "support_pin_not_found"
    When "mary" makes a support PIN
    Then it is accepted with 201
    When "mary" looks up their support PIN
    Then it is accepted with 200
    And it is the PIN that "mary" made

  Scenario: A new PIN replaces the one before
    Given "mary" has made a support PIN
    And "mary" has made another support PIN
    When "anne" checks the PIN that "mary" had before
    Then the PIN is wrong
    When "anne" checks the PIN that "mary" reads out
    Then the PIN is right

  Scenario: Support checks a PIN on the phone
    Given "mary" has made a support PIN
    When "anne" checks the PIN that "mary" reads out
    Then the PIN is right
    When "anne" checks a wrong PIN of "mary"
    Then the PIN is wrong
    When "anne" checks the PIN that "mary" reads out
    Then the PIN is right

  Scenario: A PIN has five wrong tries
    Given "mary" has made a support PIN
    When "anne" checks a wrong PIN of "mary" 5 times
    Then the PIN is wrong
    When "anne" checks the PIN that "mary" reads out
    Then it is refused with 429, because "too_many_tries"
    Given "mary" has made another support PIN
    When "anne" checks the PIN that "mary" reads out
    Then the PIN is right

  Scenario: The PIN of one user is not valid for another
    Given the user "rose"
    And "rose" has signed in
    And "rose" has made a support PIN
    When "anne" checks for "mary" the PIN of "rose"
    Then it is refused with 404, because "support_pin_not_found"
    Given "mary" has made a support PIN
    When "anne" checks for "mary" the PIN of "rose"
    Then the PIN is wrong

  Scenario: An admin reads a PIN and revokes it
    Given "mary" has made a support PIN
    When "boss" reads the support PIN of "mary"
    Then it is accepted with 200
    And it is the PIN that "mary" made
    When "boss" revokes the support PIN of "mary"
    Then it is accepted with 202
    When "boss" revokes the support PIN of "mary"
    Then it is refused with 404, because "support_pin_not_found"
    When "anne" checks the PIN that "mary" reads out
    Then it is refused with 404, because "support_pin_not_found"
    When "mary" looks up their support PIN
    Then it is refused with 404, because "support_pin_not_found"
    When "mary" makes a support PIN
    Then it is accepted with 201

  Scenario: A PIN ends when its user is disabled
    Given "mary" has made a support PIN
    When "boss" disables "mary"
    And "anne" checks the PIN that "mary" reads out
    Then it is refused with 404, because "support_pin_not_found"

  Scenario: Who may do what
    Given the user "rose"
    And "rose" has signed in
    And "rose" has made a support PIN
    Then these are answered with
      | what                  | a stranger | "mary" | "anne" | "boss" |
      | making a PIN          | 401        | 201    | 201    | 201    |
      | looking it up         | 401        | 200    | 200    | 200    |
      | reading their own     | 401        | 403    | 403    | 200    |
      | reading another's     | 401        | 403    | 403    | 200    |
      | reading nobody's      | 401        | 403    | 403    | 404    |
      | checking their own    | 401        | 403    | 200    | 200    |
      | checking another's    | 401        | 403    | 200    | 200    |
      | checking nobody's     | 401        | 403    | 404    | 404    |
      | revoking their own    | 401        | 403    | 403    | 202    |
      | revoking another's    | 401        | 403    | 403    | 202    |
      | revoking nobody's     | 401        | 403    | 403    | 404    |

  Scenario: The audit records say who made, checked and read a PIN
    Given "mary" has made a support PIN
    When "anne" checks the PIN that "mary" reads out
    And "boss" sends GET /api/v1/admin/users/mary/audit
    Then it is accepted with 200
    And 4 "events" are shown
