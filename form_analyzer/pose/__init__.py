"""Pose estimation: model files, MediaPipe's landmarker, tracks of the people in a clip."""
