/** Imported before a function: its logger reads this when it is made. */
process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
