Feature: Mailed codes, rolled out by stages
  Two switches roll them out. One takes in whoever is made an account from now on. The other says
  whom of those a code is then asked of: nobody, everyone, listed users, or a share of the users.

  Background:
    Given the admin "boss"
    And "boss" has signed in

  Scenario: To be taken in alone asks nobody for a code, at any sign-in
    Given new users are taken in
    And the user "mary"
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: The first sign-in is free, and the second takes a mailed code
    Given new users are taken in
    And codes are asked of everyone
    And the user "mary"
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives a wrong code
    Then it is refused with 401, because "invalid_code"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: Whoever was there before is not taken in
    Given the user "mary"
    And new users are taken in
    And codes are asked of everyone
    When "mary" gives name and password
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario: Users that an admin makes are taken in too
    Given new users are taken in
    When "boss" registers 2 users at once
    Then it is accepted with 207
    And all of them are taken in

  Scenario: A second factor of one's own goes before
    Given new users are taken in
    And codes are asked of everyone
    And the user "mary" with a second factor
    When "mary" gives name and password
    Then it is accepted with 202
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A code that is sent once more takes the place of the one before
    Given new users are taken in
    And codes are asked of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" keeps the code
    And a minute goes by for the code
    And "mary" asks for another code
    Then it is accepted with 202
    When "mary" gives the code that was kept
    Then it is refused with 410, because "challenge_closed"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: Signing in once more takes the place of the code before
    Given new users are taken in
    And codes are asked of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    And "mary" keeps the code
    And "mary" gives name and password
    And "mary" gives the code that was kept
    Then it is refused with 410, because "challenge_closed"
    When "mary" gives the mailed code
    Then "mary" is signed in

  Scenario: A code that is out is good when the switch is turned off meanwhile
    Given new users are taken in
    And codes are asked of everyone
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    Then it is accepted with 202
    When codes are asked of nobody
    And "mary" gives the mailed code
    Then "mary" is signed in
    When "mary" gives name and password
    Then "mary" is signed in

  Scenario Outline: A share of the users
    Given new users are taken in
    And codes are asked of <share> percent
    And the user "mary"
    And "mary" has signed in
    When "mary" gives name and password
    Then it is accepted with <answer>

    Examples:
      | share | answer |
      | 0     | 200    |
      | 100   | 202    |

  Scenario: Listed users and no others
    Given new users are taken in
    And the user "mary"
    And the user "anne"
    And "anne" has signed in
    And codes are asked of "mary"
    When "mary" gives name and password
    Then it is accepted with 202
    When "anne" gives name and password
    Then "anne" is signed in

  Scenario: A switch is felt everywhere within ten seconds
    Given new users are taken in
    And the user "mary"
    And "mary" has signed in
    When "boss" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"enabled": true}
      """
    Then it is accepted with 200
    And within ten seconds "mary" is asked for a code

  Scenario: Only admins see the switches and turn them
    Given the user "mary"
    And "mary" has signed in
    When "mary" sends GET /api/v1/admin/feature-flags
    Then it is refused with 403, because "forbidden"
    When "mary" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"enabled": true}
      """
    Then it is refused with 403, because "forbidden"
    When "boss" sends GET /api/v1/admin/feature-flags
    Then it is accepted with 200
    And 2 "feature_flags" are shown
    When "boss" sends PUT /api/v1/admin/feature-flags/no_such_flag saying
      """
      {"enabled": true}
      """
    Then it is refused with 404, because "feature_flag_not_found"
    When "boss" sends PUT /api/v1/admin/feature-flags/email_based_mfa saying
      """
      {"percentage": 101}
      """
    Then it is refused with 422, because "invalid_fields"
    And the field "percentage" is "invalid_percentage"
