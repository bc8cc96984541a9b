print("casewired")
