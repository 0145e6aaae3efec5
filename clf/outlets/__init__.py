"""What lists say of the outlet a block comes from. The lists are the team's to choose: none ships with clf."""
