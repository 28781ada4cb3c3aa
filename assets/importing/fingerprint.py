"""What was shown, in one number: so that nothing is saved that nobody has seen."""

from django.db import connection

from assets.models import Asset, ImportRow, RegisterImport

WORKED_OUT = """
SELECT encode(sha256(convert_to(coalesce(string_agg(md5(concat_ws('|',
    number, outcome, match, asset_id, is_confirmed, "values"::text, changes::text
)), '' ORDER BY number), ''), 'UTF8')), 'hex') FROM {rows} WHERE register_import_id = %s
"""
ON_RECORD = """
SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(':', id, version, gone_on), ','
    ORDER BY id), ''), 'UTF8')), 'hex') FROM {assets} WHERE owner_id = %s OR steward_id = %s
"""


def of(register_import: RegisterImport) -> str:
    """Return the fingerprint of a preview, and of the assets that it was held against."""
    quote = connection.ops.quote_name
    rows = quote(ImportRow._meta.db_table)
    assets = quote(Asset._meta.db_table)
    owner = register_import.organisation_id
    with connection.cursor() as cursor:
        cursor.execute(WORKED_OUT.format(rows=rows), [register_import.pk])
        worked_out = cursor.fetchone()[0]
        cursor.execute(ON_RECORD.format(assets=assets), [owner, owner])
        on_record = cursor.fetchone()[0]
        gone = ",".join(map(str, sorted(register_import.gone)))
        cursor.execute(
            "SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex')",
            [f"{worked_out}|{on_record}|{gone}|{register_import.effective_on}"],
        )
        return str(cursor.fetchone()[0])
