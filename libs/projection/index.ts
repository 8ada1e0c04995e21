/** Public names of the projection. */
export { changeOf, FrameMaker } from './frame-maker.js';
export { type CrewAnswer, CrewQueries } from './crew.js';
export { FRAME_WANTED_TOPIC, FRAMES_TOPIC, type FrameMessage, LeadingProjector } from './leading-projector.js';
export { LogFollower } from './log-follower.js';
export { PastFolds, type PastFold } from './past-folds.js';
export { Projection } from './projection.js';
export { ProjectionModule } from './projection.module.js';
export { type CardAnswer, type HeldRace, type RaceDetail, type RaceListItem, RaceQueries } from './queries.js';
export { StartLists } from './start-lists.js';
