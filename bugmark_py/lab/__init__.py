"""The papers' results: tables, figures and the report. Needs the extra `lab`."""
