"""``acuevid schema``: the JSON Schema of a catalogue, for editors."""

from acuevid.cli.common import write


def schema() -> None:
    """Print the JSON Schema of a catalogue.

    For editors that complete and check TOML.

    \b
    acuevid schema > acuevid.schema.json
    and then, as the first line of a catalogue:
    #:schema ./acuevid.schema.json
    """
    from acuevid.export.jsontext import dumps
    from acuevid.models import Catalogue

    data = Catalogue.model_json_schema(by_alias=True, mode="validation")
    write(dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **data}))
