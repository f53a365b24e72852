"""A budget for people: the page and the workbook."""
