"""What an analysis says: documents, tables, charts and reports."""
