// replaced when the first test is here
