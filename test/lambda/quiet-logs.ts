/** Imported before a function: its logger reads this when it is created. */
process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
