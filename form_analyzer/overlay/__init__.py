"""Drawings on frames: skeleton, angles, events; the evidence behind a number."""

from form_analyzer.overlay.evidence import caption, evidence_frame
from form_analyzer.overlay.frames import Shown, annotated_frames
from form_analyzer.overlay.moments import Spot, find_spot
from form_analyzer.overlay.skeleton import draw_skeleton

__all__ = [
    "Shown",
    "Spot",
    "annotated_frames",
    "caption",
    "draw_skeleton",
    "evidence_frame",
    "find_spot",
]
