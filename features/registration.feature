Feature: Making an account
  A user makes an account and confirms its address.

  Scenario: From registration to the first sign-in
    When "mary" registers
    Then it is accepted with 201
    And "mary" cannot sign in, because "email_unconfirmed"
    When "mary" gives the mailed code
    Then it is accepted with 200
    And "mary" can sign in

  Scenario: A second factor requested at registration is turned on by the confirmation
    When "mary" registers and asks for a second factor
    And "mary" gives the mailed code
    Then it is accepted with 200
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A username is unique
    Given the user "mary"
    When "anne" registers as "Mary" with the address "anne@latchkey.example"
    Then it is refused with 409, because "username_taken"

  Scenario: Registration does not tell whether an address has an account
    Given the user "mary"
    When "anne" registers as "anne" with the address "Mary@Latchkey.example"
    Then it is accepted with 201
    And "mary@latchkey.example" is told "You have an account at Latchkey"
    And "mary" can sign in

  Scenario: A stranger's registration does not lock out the owner of the address
    When "eve" registers as "eve" with the address "mary@latchkey.example"
    Then it is accepted with 201
    When "mary" registers as "mary" with the address "mary@latchkey.example"
    Then it is accepted with 201
    When "mary" gives the mailed code
    Then it is accepted with 200
    And "mary" can sign in as "mary@latchkey.example"
    And "eve" cannot sign in, because "email_unconfirmed"

  Scenario: A number belongs to nobody until it is confirmed
    When a stranger sends POST /users/register saying
      """
      {"username": "eve", "email": "eve@latchkey.example", "password": "velvet tractor orbit moss", "phone_number": "+447700900123"}
      """
    Then it is accepted with 201
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends PATCH /users/me saying
      """
      {"phone_number": "+447700900123"}
      """
    Then it is accepted with 202
    When "mary" gives the code texted to "+447700900123"
    Then it is accepted with 200

  Scenario Outline: Fields that are not valid are refused and named
    When a stranger sends POST /users/register saying
      """
      {"username": "<name>", "email": "<address>", "password": "<password>"}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "<field>" is "<reason>"

    Examples:
      | name  | address              | password                  | field    | reason             |
      | m     | mary@latchkey.example | velvet tractor orbit moss | username | invalid_username   |
      | mary  | mary                 | velvet tractor orbit moss | email    | invalid_email      |
      | mary  | mary@latchkey.example | short                     | password | password_too_short |
      | mary  | mary@latchkey.example | passwordpassword          | password | password_common    |
      | mary  | mary@latchkey.example | Password12345678          | password | password_common    |
      | mary  | mary@latchkey.example | ½½½½½                     | password | password_too_short |

  Scenario: Nobody can register as an admin
    When a stranger sends POST /users/register saying
      """
      {"username": "mary", "email": "mary@latchkey.example", "password": "velvet tractor orbit moss", "role": "admin"}
      """
    Then it is refused with 400, because "unknown_member"
    And the field "role" is "unknown_member"

  Scenario: If the mail cannot be sent, no account is made
    When "mary" registers as "mary" with the address "mary@refused.example"
    Then it is refused with 503, because "delivery_failed"
    When "mary" registers as "mary" with the address "mary@latchkey.example"
    Then it is accepted with 201
