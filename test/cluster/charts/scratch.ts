import removeScratchFolder from '../../setup/remove-scratch-folder';
import makeScratchFolder from '../../setup/scratch-folder';

// Import this first: other modules make folders when they are loaded, and these are in the one that goes at the end.
makeScratchFolder();
process.once('exit', removeScratchFolder);
