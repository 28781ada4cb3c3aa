"""Columns of this register's own files that are for reading only: brought in, they say nothing.

What they tell is changed on an asset's own pages, by those who may, and with a reason where one is
asked for; a file must not do so in passing.
"""

NOT_READ = (
    "Amount",
    "StepFree",
    "AccessibleToilet",
    "HearingLoop",
    "BlueBadgeParking",
    "AccessNote",
    "Facilities",
    "ContactRole",
    "ContactAddress",
    "ContactTelephone",
    "StateOfUse",
    "WillingTo",
    "SensitivePlace",
    "RecordSource",
    "RecordLicence",
    "PublishedOn",
    "Page",
)
