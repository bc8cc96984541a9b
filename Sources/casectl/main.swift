print("casectl")
