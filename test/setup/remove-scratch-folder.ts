const { rmSync } = require('node:fs');

module.exports = () => rmSync(process.env.ML_PLATFORM_SCRATCH, { recursive: true, force: true });
