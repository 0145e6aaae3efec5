"""Named cues in the wording of a headline, such as miracle cures and urgent sharing.

They say nothing about whether a headline is true. They have no score.
"""
